internal import Glibc
internal import Wire

/// A capture, in a file or coming through a pipe, read once from front to back.
@safe struct CaptureFile: ~Copyable {
    /// Bytes asked for at a time: large enough that system calls do not show, small enough for the
    /// second-level cache.
    private static var readSize: Int { 256 << 10 }

    /// How the reading ended.
    struct Ending {
        var isComplete: Bool
        /// Bytes that the last record lacks.
        var missing = 0
        /// What was wrong with the record that stopped the reading.
        var damage: CaptureFileError?
        var frames: UInt64
        var dropped: UInt64?
        /// What single interfaces lost, by their index.
        var droppedByInterface: [UInt64?]
    }

    private let descriptor: Int32
    private let path: String
    private let buffer: UnsafeMutableRawPointer
    private var reader = CaptureReader()
    /// Bytes at the start of the buffer that were read and not used.
    private var held = 0
    private var damage: CaptureFileError?

    /// Opens a file.
    init(_ path: String) throws(EvidenceError) {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw CaptureFile.unreadable(path, errno) }
        self.init(descriptor: descriptor, name: path)
    }

    /// Takes over a descriptor that is open for reading; `name` is what messages call it.
    init(descriptor: Int32, name: String) {
        self.descriptor = descriptor
        path = name
        unsafe buffer = .allocate(
            byteCount: CaptureReader.largestRecord + CaptureFile.readSize, alignment: 64)
    }

    deinit {
        unsafe buffer.deallocate()
        close(descriptor)
    }

    /// Hands every frame to the sink until the file ends or the sink has enough.
    ///
    /// A record that is cut or damaged ends the reading; what came before it stays judged. Throws
    /// only if not even the first header can be read.
    consuming func read<Sink: CaptureSink & ~Copyable>(
        into sink: inout Sink
    ) throws(EvidenceError) -> Ending {
        while !sink.hasEnough, try step(into: &sink) {}
        return try ending(stopped: sink.hasEnough)
    }

    /// Hands the frames of the next bytes to the sink, waiting for them where they come through a
    /// pipe; false once there are none any more, or they are damaged.
    mutating func step<Sink: CaptureSink & ~Copyable>(
        into sink: inout Sink
    ) throws(EvidenceError) -> Bool {
        guard damage == nil else { return false }
        let got = unsafe Glibc.read(descriptor, buffer + held, CaptureFile.readSize)
        guard got >= 0 else {
            if errno == EINTR { return true }
            throw CaptureFile.unreadable(path, errno)
        }
        guard got > 0 else { return false }
        held += got
        let chunk = unsafe UnsafeRawBufferPointer(start: buffer, count: held)
        do throws(CaptureFileError) {
            let used = try unsafe reader.walk(chunk.bytes, into: &sink)
            held -= used
            unsafe memmove(buffer, buffer + used, held)
        } catch {
            damage = error
        }
        return damage == nil
    }

    /// How the reading ended; `stopped` says that the sink had enough.
    ///
    /// Throws if not even the first header could be read.
    borrowing func ending(stopped: Bool) throws(EvidenceError) -> Ending {
        var ending = Ending(
            isComplete: true, frames: reader.frameCount, dropped: reader.dropped,
            droppedByInterface: reader.droppedByInterface)
        if stopped { return ending }
        var damage = damage
        if damage == nil {
            do throws(CaptureFileError) {
                if case .truncated(let missing) = try reader.finish(leftover: held) {
                    ending.isComplete = false
                    ending.missing = missing
                }
            } catch {
                damage = error
            }
        }
        if let damage {
            // Without an interface there was no header, so nothing was judged.
            guard !reader.interfaces.isEmpty else { throw CaptureFile.refusal(path, damage) }
            ending.isComplete = false
            ending.damage = damage
        }
        return ending
    }

    private static func refusal(_ path: String, _ damage: CaptureFileError) -> EvidenceError {
        switch damage.code {
        case .empty:
            EvidenceError(
                .empty, subject: path,
                reason: "The file has no byte, so nothing was captured or nothing was saved.")
        case .compressed:
            EvidenceError(
                .notACapture, subject: path, reason: "The file is compressed; unpack it first.")
        default:
            EvidenceError(
                .notACapture, subject: path,
                reason: "It is neither pcap nor pcapng (\(damage)).")
        }
    }

    private static func unreadable(_ path: String, _ number: Int32) -> EvidenceError {
        EvidenceError(.unreadable, subject: path, reason: SystemReason.sentence(number))
    }
}

/// A sink that may stop the reading early.
protocol CaptureSink: FrameSink, ~Copyable {
    /// Whether no further frames are needed; asked between chunks.
    var hasEnough: Bool { get }
}
