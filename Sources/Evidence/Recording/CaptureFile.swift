internal import Glibc
internal import Wire

/// A capture file on disk, read once from front to back.
struct CaptureFile: ~Copyable {
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

    /// Opens a file.
    init(_ path: String) throws(EvidenceError) {
        self.path = path
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw CaptureFile.unreadable(path, errno) }
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// Hands every frame to the sink until the file ends or the sink has enough.
    ///
    /// A record that is cut or damaged ends the reading; what came before it stays judged. Throws
    /// only if not even the first header can be read.
    consuming func read<Sink: CaptureSink & ~Copyable>(
        into sink: inout Sink
    ) throws(EvidenceError) -> Ending {
        var reader = CaptureReader()
        let room = CaptureReader.largestRecord + CaptureFile.readSize
        let buffer = UnsafeMutableRawPointer.allocate(byteCount: room, alignment: 64)
        defer { unsafe buffer.deallocate() }
        var held = 0
        var damage: CaptureFileError?
        while !sink.hasEnough {
            let got = unsafe Glibc.read(descriptor, buffer + held, CaptureFile.readSize)
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw CaptureFile.unreadable(path, errno) }
            if got == 0 { break }
            held += got
            let chunk = unsafe UnsafeRawBufferPointer(start: buffer, count: held)
            do throws(CaptureFileError) {
                let used = try unsafe reader.walk(chunk.bytes, into: &sink)
                held -= used
                unsafe memmove(buffer, buffer + used, held)
            } catch {
                damage = error
                break
            }
        }
        return try ending(reader, held: held, damage: damage, stopped: sink.hasEnough)
    }

    private borrowing func ending(
        _ reader: CaptureReader, held: Int, damage: CaptureFileError?, stopped: Bool
    ) throws(EvidenceError) -> Ending {
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
        let reason = unsafe strerror(number).map { unsafe String(cString: $0) }
        return EvidenceError(
            .unreadable, subject: path, reason: (reason ?? "Error \(number)") + ".")
    }
}

/// A sink that may stop the reading early.
protocol CaptureSink: FrameSink, ~Copyable {
    /// Whether no further frames are needed; asked between chunks.
    var hasEnough: Bool { get }
}
