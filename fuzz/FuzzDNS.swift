@_cdecl("LLVMFuzzerTestOneInput")
func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let input = unsafe FuzzInput(start, count) else { return 0 }
    let bytes = unsafe input.bytes.span.bytes
    let at = Int(input.selector) % 16
    consume(DNSMessage.looksLikeQuery(bytes))
    consume(DNSMessage.looksLikeQuery(bytes, isCut: true, multicast: true))
    consume(DNSOverTCP(bytes, at: at))
    for offset in [at, 12] {
        let text = DNSName.text(in: bytes, at: offset)
        consume(text)
        if (text == nil) != (DNSName.skip(in: bytes, at: offset) == nil) {
            preconditionFailure("text and skip disagree")
        }
        consume(DNSName.isLocalName(in: bytes, at: offset))
        consume(DNSName.isSpecialUseName(in: bytes, at: offset))
        consume(DNSName.hasSuffix("in-addr.arpa", in: bytes, at: offset))
        consume(NetBIOSName(in: bytes, at: offset))
    }
    guard let message = DNSMessage(bytes) else { return 0 }
    message.visitQuestions(in: bytes) { consume($0.name(in: bytes)) }
    message.visitRecords(in: bytes) { record, _ in
        consume(record.name(in: bytes))
        consume(record.target(in: bytes))
        consume(record.address(in: bytes))
    }
    consume(message.clientSubnet(in: bytes))
    return 0
}
