@testable import Wire

@_cdecl("LLVMFuzzerTestOneInput")
func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let input = unsafe FuzzInput(start, count) else { return 0 }
    let bytes = unsafe input.bytes.span.bytes
    consume(ICMPError(bytes, isIPv6: false))
    consume(ICMPError(bytes, isIPv6: true))
    consume(RouterAdvertisement(bytes))
    if let message = NeighbourMessage(bytes) {
        message.visitOptions(in: bytes) { consume($0) }
    }
    NDPOption.visit(in: bytes, from: Int(input.selector)) { option in
        option.visitNameServers(in: bytes) { consume($0) }
        consume(option.names(in: bytes))
    }
    return 0
}
