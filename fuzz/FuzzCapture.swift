@testable import Wire

/// What was read of a capture file, for comparing.
struct Reading: FrameSink, Equatable {
    var interfaces: [CaptureInterface] = []
    var records: [FrameRecord] = []
    var sum: UInt64 = 0
    var error: CaptureFileError?
    var ending: CaptureEnding?
    var dropped: UInt64?

    mutating func declare(_ interface: CaptureInterface) {
        precondition(Int(interface.index) == interfaces.count)
        interfaces.append(interface)
    }

    mutating func take(_ frame: RawSpan, _ record: FrameRecord) {
        precondition(Int(record.interface) < interfaces.count)
        precondition(frame.byteCount <= CaptureReader.largestFrame)
        records.append(record)
        for at in 0..<frame.byteCount { sum = sum &* 31 &+ UInt64(frame.u8(at)) }
    }

    /// Reads a file piece by piece, as it would come from a disk.
    init(_ file: ArraySlice<UInt8>, piece: Int) {
        var reader = CaptureReader()
        var held: [UInt8] = []
        var at = file.startIndex
        do throws(CaptureFileError) {
            while at < file.endIndex {
                let next = min(at + piece, file.endIndex)
                held += file[at..<next]
                at = next
                let used = try unsafe reader.walk(held.span.bytes, into: &self)
                precondition(0 <= used && used <= held.count)
                held.removeFirst(used)
                precondition(held.count <= CaptureReader.largestRecord)
            }
            ending = try reader.finish(leftover: held.count)
        } catch {
            self.error = error
        }
        dropped = reader.dropped
        precondition(reader.frameCount == UInt64(records.count))
    }
}

/// The whole input is a file; however it is cut into pieces, the same is read.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let input = unsafe FuzzInput(start, count) else { return 0 }
    let file = [input.selector] + input.bytes
    let whole = Reading(file[...], piece: file.count)
    let pieces = Reading(file[...], piece: Int(input.bytes.last ?? 0) + 1)
    precondition(whole == pieces)
    return 0
}
