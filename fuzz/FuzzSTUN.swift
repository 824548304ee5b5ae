@testable import Wire

@_cdecl("LLVMFuzzerTestOneInput")
func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let input = unsafe FuzzInput(start, count) else { return 0 }
    let bytes = unsafe input.bytes.span.bytes
    consume(STUNMessage.isSTUN(bytes))
    consume(STUNFraming.messageAtStart(of: bytes))
    consume(STUNFraming.channelData(bytes, originalLength: Int(input.selector)))
    consume(STUNFraming.channelData(bytes))
    guard let message = STUNMessage(bytes) else { return 0 }
    for attribute in STUNAddressAttribute.allCases {
        consume(message.endpoint(attribute, in: bytes))
    }
    consume(message.reflexiveEndpoint(in: bytes))
    consume(STUNFingerprint.state(of: message, in: bytes))
    consume(message.username(in: bytes))
    consume(message.software(in: bytes))
    return 0
}
