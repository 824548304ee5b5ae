@testable import Wire

@_cdecl("LLVMFuzzerTestOneInput")
func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let input = unsafe FuzzInput(start, count) else { return 0 }
    guard let candidate = ICECandidate(String(decoding: input.bytes, as: UTF8.self)) else {
        return 0
    }
    // What is printed of a candidate is plain ASCII, however it was spelt.
    var texts = [candidate.foundation, candidate.kind.text]
    for case .name(let name)? in [candidate.host, candidate.relatedHost] { texts.append(name) }
    for text in texts where text.raw.isEmpty || text.forTerminal.prefix(200) != text.raw.prefix(200)
    {
        preconditionFailure("a candidate holds what is no plain text")
    }
    if candidate.priority == 0 || candidate.component == 0 || candidate.component > 256 {
        preconditionFailure("a number is out of its range")
    }
    return 0
}
