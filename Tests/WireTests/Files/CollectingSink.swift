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

/// What reading a whole file gave.
struct Reading {
    var reader = CaptureReader()
    var sink = CollectingSink()
    var ending: Result<CaptureEnding, CaptureFileError> = .success(.complete)

    var frames: [CollectingSink.Frame] { sink.frames }

    var error: CaptureFileError? {
        if case .failure(let error) = ending { error } else { nil }
    }

    /// Reads `file` as a caller does, `step(n)` more bytes at the n-th read.
    init(_ file: [UInt8], step: (Int) -> Int = { _ in .max }) {
        var held: [UInt8] = []
        var at = 0
        var reads = 0
        do throws(CaptureFileError) {
            while at < file.count {
                let size = min(max(1, step(reads)), file.count - at)
                held += file[at..<at + size]
                at += size
                reads += 1
                let used = try reader.walk(unsafe held.span.bytes, into: &sink)
                held.removeFirst(used)
                if held.count >= CaptureReader.largestRecord { break }
            }
            ending = .success(try reader.finish(leftover: held.count))
        } catch {
            ending = .failure(error)
        }
    }
}

/// Builds literal files in either byte order.
struct FileBytes {
    var bytes: [UInt8] = []
    var bigEndian = false

    mutating func u16(_ value: UInt16) { number(UInt64(value), 2) }
    mutating func u32(_ value: UInt32) { number(UInt64(value), 4) }
    mutating func u64(_ value: UInt64) { number(value, 8) }

    private mutating func number(_ value: UInt64, _ size: Int) {
        for index in 0..<size {
            let shift = 8 * (bigEndian ? size - 1 - index : index)
            bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(shift)))
        }
    }
}
