@testable import Wire

@_cdecl("LLVMFuzzerTestOneInput")
func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let input = unsafe FuzzInput(start, count) else { return 0 }
    let bytes = unsafe input.bytes.span.bytes
    // The selector makes the packet longer than what was captured of it.
    let length = bytes.byteCount + Int(input.selector)
    for port: UInt16 in [1194, 4500] {
        consume(OuterProtocol.ofUDP(bytes, originalLength: length, serverPort: port))
    }
    consume(OuterProtocol.ofTCP(bytes))
    consume(CleartextProbe(bytes, originalLength: length))
    var histogram = ByteHistogram()
    for _ in 0..<20 { histogram.add(bytes) }
    consume(histogram.looksRandom)
    return 0
}
