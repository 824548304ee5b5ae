internal import Glibc
internal import Testing
internal import Wire

/// A file that a capture writes to, without a name.
final class CapturedFile {
    let descriptor: Int32

    init() throws {
        var name = Array("/tmp/watertight-capture-XXXXXX".utf8CString)
        descriptor = unsafe mkstemp(&name)
        try #require(descriptor >= 0)
        unsafe unlink(name)
    }

    deinit { close(descriptor) }

    /// A captured frame: what it holds behind the cooked header, and how long it was.
    struct Frame {
        let packet: Packet
        /// Bytes that were captured, and bytes that there were, without the cooked header.
        let captured: Int
        let original: Int
        let time: UInt64
    }

    /// What the file holds; throws unless it ends behind a whole block.
    func frames() throws -> [Frame] {
        lseek(descriptor, 0, SEEK_SET)
        return try CapturedFile.frames(in: CapturedFile.read(descriptor))
    }

    static func frames(in bytes: [UInt8]) throws -> [Frame] {
        var reader = CaptureReader()
        var sink = Sink()
        let used = try unsafe reader.walk(bytes.span.bytes, into: &sink)
        #expect(used == bytes.count)
        return sink.frames
    }

    /// All bytes until the end.
    static func read(_ descriptor: Int32) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = unsafe Glibc.read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return bytes }
            bytes += buffer.prefix(count)
        }
    }

    private struct Sink: FrameSink {
        var frames: [Frame] = []

        mutating func take(_ frame: RawSpan, _ record: FrameRecord) {
            // The cooked header has twenty bytes.
            frames.append(
                Frame(
                    packet: Packet(
                        frame, link: .linuxSLL2, originalLength: record.originalLength),
                    captured: frame.byteCount - 20, original: Int(record.originalLength) - 20,
                    time: record.time))
        }

        mutating func declare(_ interface: CaptureInterface) {}
    }
}
