internal import Wire

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
