@testable import Wire

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
        if let name = DNSWireName(in: bytes, at: offset) {
            consume(name.labels.map(name.label))
            if !readsBack(name) { preconditionFailure("a name is not read back") }
        }
    }
    guard let message = DNSMessage(bytes) else { return 0 }
    message.visitQuestions(in: bytes) { consume($0.name(in: bytes)) }
    message.visitRecords(in: bytes) { record, _ in
        consume(record.name(in: bytes))
        consume(record.target(in: bytes))
        consume(record.address(in: bytes))
        if let binding = DNSServiceBinding(record, in: bytes) {
            consume(binding.port)
            binding.visitHints(in: bytes) { consume($0) }
        }
    }
    consume(message.clientSubnet(in: bytes))
    return 0
}

/// Whether a name is the same again behind the writer and the reader, as a question's and as a
/// record's.
private func readsBack(_ name: DNSWireName) -> Bool {
    var writer = DNSWriter(id: 1, flags: 0)
    guard writer.write(question: name, type: 1),
        writer.write(.answer, name.parent ?? .root, timeToLive: 1, .nameServer(name))
    else { return false }
    let bytes = writer.bytes
    var isSame = false
    guard let message = unsafe DNSMessage(bytes.span.bytes) else { return false }
    let isWhole = unsafe message.visitAnswers(in: bytes.span.bytes) { record in
        let span = unsafe bytes.span.bytes
        isSame =
            DNSWireName(in: span, at: record.nameOffset) == name.parent ?? .root
            && DNSWireName(in: span, at: record.data.lowerBound) == name
    }
    return isWhole && isSame
}
