@testable import Wire

@_cdecl("LLVMFuzzerTestOneInput")
func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let input = unsafe FuzzInput(start, count) else { return 0 }
    let bytes = unsafe input.bytes.span.bytes
    consume(HTTPRequest(bytes)?.hostText(in: bytes))
    if case .request(let request) = SOCKSMessage.parse(bytes) {
        consume(request.nameText(in: bytes))
    }
    consume(NTPPacket(bytes))
    if let message = SSDPMessage(bytes) {
        consume(message.location(in: bytes))
        consume(message.searchTarget(in: bytes))
    }
    consume(DiscoveryRecognisers.isWSDiscovery(bytes))
    consume(DiscoveryRecognisers.dropboxHost(bytes))
    return 0
}
