internal import Wire

/// Keeps copies of all that a reader delivers.
struct CollectingSink: FrameSink {
    /// One delivered frame.
    struct Frame: Equatable {
        var bytes: [UInt8]
        var record: FrameRecord
    }

    var frames: [Frame] = []
    var interfaces: [CaptureInterface] = []
    var comments: [String] = []

    mutating func take(_ frame: RawSpan, _ record: FrameRecord) {
        frames.append(Frame(bytes: copy(frame), record: record))
    }

    mutating func declare(_ interface: CaptureInterface) { interfaces.append(interface) }

    mutating func comment(_ text: RawSpan, onFrame number: UInt64) {
        comments.append("\(number): " + String(decoding: copy(text), as: UTF8.self))
    }

    private func copy(_ span: RawSpan) -> [UInt8] { (0..<span.byteCount).map { span.u8($0) } }
}
