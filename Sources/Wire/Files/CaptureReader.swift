/// Decodes a pcap or pcapng file that is handed over piece by piece.
///
/// The caller reads bytes behind what it holds, calls `walk`, drops as many bytes from the front as
/// `walk` says and goes on; at the end of the file it calls `finish`. What is left over never
/// exceeds `largestRecord` bytes, whatever the file claims. Nothing is allocated per frame.
///
/// Read are pcap 2.4 in both byte orders with microseconds, nanoseconds or Kuznetzov's longer
/// record header, and pcapng 1.0. After a thrown error the reader must not be used further, except
/// for its counters.
@frozen public struct CaptureReader: Sendable {
    /// Most bytes of one frame, libpcap's own limit (`MAXIMUM_SNAPLEN`); longer ones are refused.
    public static let largestFrame = 262_144

    /// Most bytes that `walk` may leave over: one largest frame and as much again for its header,
    /// comments and other options. A buffer of this size and the size of a read always suffices.
    public static let largestRecord = 524_288

    /// Frames delivered so far.
    @inlinable public var frameCount: UInt64 { delivered }

    /// The interfaces declared so far, in order of their index.
    public internal(set) var interfaces: [CaptureInterface] = []

    /// Frames lost at capture time, nil when the file does not say.
    ///
    /// The larger of two sums: over the interfaces' statistics, whose last word is in `isb_ifdrop`
    /// and `isb_osdrop`, and over the drops told with single frames. Known in full only at the end.
    public var dropped: UInt64? {
        larger(
            pcapng.counters.reduce(nil) { saturatingSum($0, $1.dropped) }, pcapng.droppedBetween)
    }

    /// Frames that the interfaces received (`isb_ifrecv`), nil when the file does not say.
    public var received: UInt64? {
        pcapng.counters.reduce(nil) { saturatingSum($0, $1.received) }
    }

    /// Comments on frames so far.
    public var commentCount: UInt64 { pcapng.comments }

    /// pcapng blocks skipped so far because their type is not known; they may have held frames.
    public var unknownBlockCount: UInt64 { pcapng.unknownBlocks }

    @usableFromInline var delivered: UInt64 = 0
    @usableFromInline var format = Format.undecided
    /// Bytes consumed by earlier walks.
    @usableFromInline var position: UInt64 = 0
    /// Least number of bytes that the next step needs from where the last walk stopped.
    @usableFromInline var awaited = 0
    @usableFromInline var pcap = PcapLayout()
    @usableFromInline var pcapng = PcapngState()

    /// A reader at the start of a file of either format.
    @inlinable public init() {}

    /// Delivers all whole records in `chunk` and returns how many bytes it consumed.
    ///
    /// The caller keeps the rest in front of the next bytes. A record that is too long is refused
    /// before its bytes are waited for.
    @inlinable public mutating func walk<Sink: FrameSink & ~Copyable>(
        _ chunk: RawSpan, into sink: inout Sink
    ) throws(CaptureFileError) -> Int {
        var at = 0
        if format == .undecided {
            at = try open(chunk)
            for interface in interfaces { sink.declare(interface) }
        }
        switch format {
        case .undecided: return 0
        case .pcapLittleEndian: at = try records(LittleEndianFile.self, chunk, from: at, &sink)
        case .pcapBigEndian: at = try records(BigEndianFile.self, chunk, from: at, &sink)
        case .pcapng: at = try blocks(chunk, from: at, &sink)
        }
        position &+= UInt64(truncatingIfNeeded: at)
        return at
    }

    /// Judges the end of the file, where `leftover` bytes were not consumed.
    ///
    /// Throws `empty`, `notACapture` or `truncatedHeader` for a file too short to be a capture.
    public func finish(leftover: Int) throws(CaptureFileError) -> CaptureEnding {
        if format == .undecided {
            throw failure(leftover == 0 ? .empty : leftover < 4 ? .notACapture : .truncatedHeader)
        }
        if format == .pcapng && !pcapng.inSection { throw failure(.truncatedHeader) }
        if pcapng.trailer != 0 { return .truncated(missing: pcapng.skipping + 4 - leftover) }
        return leftover == 0 ? .complete : .truncated(missing: max(1, awaited - leftover))
    }

    /// An error at `at` bytes behind the start of the current chunk.
    @usableFromInline @inline(never)
    func failure(_ code: CaptureFileError.Code, at: Int = 0) -> CaptureFileError {
        CaptureFileError(
            code, offset: position &+ UInt64(truncatingIfNeeded: at), frame: delivered &+ 1)
    }
}

extension CaptureReader {
    /// What the first bytes told.
    @frozen @usableFromInline enum Format: Sendable {
        case undecided, pcapLittleEndian, pcapBigEndian, pcapng
    }

    /// Finds the format; returns the length of the file header, or 0 to wait for more bytes.
    @usableFromInline @inline(never)
    mutating func open(_ chunk: RawSpan) throws(CaptureFileError) -> Int {
        guard chunk.byteCount >= 4 else { return 0 }
        if let layout = PcapLayout(magic: chunk.le32(0)) {
            return try openPcap(LittleEndianFile.self, .pcapLittleEndian, layout, chunk)
        }
        if let layout = PcapLayout(magic: chunk.be32(0)) {
            return try openPcap(BigEndianFile.self, .pcapBigEndian, layout, chunk)
        }
        if chunk.be32(0) == BlockType.sectionHeader {
            format = .pcapng
            return 0
        }
        throw failure(isCompressed(chunk) ? .compressed : .notACapture)
    }

    /// Whether the four first bytes are those of gzip, zstd, xz or lz4.
    private func isCompressed(_ chunk: RawSpan) -> Bool {
        chunk.be16(0) == 0x1f8b
            || [0x28b5_2ffd, 0xfd37_7a58, 0x0422_4d18].contains(chunk.be32(0))
    }
}
