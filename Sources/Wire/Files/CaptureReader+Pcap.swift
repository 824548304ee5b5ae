/// How the records of a pcap file are laid out.
@frozen @usableFromInline struct PcapLayout: Sendable {
    /// Length of a record's header in bytes.
    @usableFromInline var header = 16
    /// Nanoseconds per unit of the fraction.
    @usableFromInline var scale: UInt64 = 1000

    /// Microseconds and the usual header.
    @inlinable init() {}

    /// The layout that goes with a file's first 32 bits, read in the file's byte order.
    init?(magic: UInt32) {
        switch magic {
        case 0xa1b2_c3d4: break
        case 0xa1b2_3c4d: scale = 1
        case 0xa1b2_cd34: header = 24  // Kuznetzov: index, protocol and type follow the lengths
        default: return nil
        }
    }
}

extension CaptureReader {
    /// Reads the 24 bytes of file header (draft-ietf-opsawg-pcap, section 4).
    mutating func openPcap<Order: FileOrder>(
        _ order: Order.Type, _ format: Format, _ layout: PcapLayout, _ chunk: RawSpan
    ) throws(CaptureFileError) -> Int {
        guard chunk.byteCount >= 24 else { return 0 }
        guard Order.u16(chunk, 4) == 2, Order.u16(chunk, 6) == 4 else {
            throw failure(.unsupportedVersion)
        }
        self.format = format
        pcap = layout
        interfaces = [
            CaptureInterface(
                index: 0,
                // The upper 16 bits tell the length of the frame check sequence.
                linkType: UInt16(truncatingIfNeeded: Order.u32(chunk, 20)),
                snapLength: Order.u32(chunk, 16), timestampDigits: layout.scale == 1 ? 9 : 6)
        ]
        return 24
    }

    /// Delivers whole records from `start` on; returns where the first cut one begins.
    @inlinable mutating func records<Order: FileOrder, Sink: FrameSink & ~Copyable>(
        _ order: Order.Type, _ chunk: RawSpan, from start: Int, _ sink: inout Sink
    ) throws(CaptureFileError) -> Int {
        let header = pcap.header
        let scale = pcap.scale
        var number = delivered
        defer { delivered = number }
        var rest = chunk.extracting(start..<chunk.byteCount)
        awaited = header
        // The rest shrinks from the front: its length is the only counter, and the loop's condition
        // covers the loads behind it.
        while rest.byteCount >= header {
            let (captured, original) = Order.pair(rest, 8)
            guard captured <= Self.largestFrame else {
                delivered = number
                throw failure(.recordTooLong, at: chunk.byteCount &- rest.byteCount)
            }
            let length = header &+ Int(captured)
            if length > rest.byteCount {
                awaited = length
                break
            }
            number &+= 1
            // A fraction of a second or more is kept: 32 bits times 1000 leave room for it.
            let (seconds, fraction) = Order.pair(rest, 0)
            let time = UInt64(seconds) &* 1_000_000_000 &+ UInt64(fraction) &* scale
            sink.take(
                rest.extracting(header..<length),
                FrameRecord(time: time, originalLength: original, number: number))
            rest = rest.extracting(length..<rest.byteCount)
        }
        return chunk.byteCount &- rest.byteCount
    }
}
