public import Wire

/// What a DNS server said.
public struct NameAnswer: Hashable, Sendable {
    /// Most records that are kept: endpoints answer with one to five.
    private static let mostRecords = 16

    /// The response code: 0 no error, 3 no such name.
    public let code: UInt8
    /// Whether the answer did not fit.
    public let isCut: Bool
    /// The addresses of A and AAAA records.
    public private(set) var addresses: [IPAddress] = []
    /// The strings of each TXT record.
    public private(set) var texts: [[[UInt8]]] = []
    /// The host's address.
    public var local: IPAddress?
    /// The host's port.
    public var localPort: UInt16?

    /// Reads a message; nil unless it answers this very question whole.
    init?(_ bytes: [UInt8], id: UInt16, to question: NameQuestion) {
        let span = unsafe bytes.span.bytes
        guard let message = DNSMessage(span), message.isResponse, message.id == id,
            message.opcode == 0, let asked = message.firstQuestion(in: span),
            asked.type == question.type, asked.class == question.class,
            DNSWireName(in: span, at: asked.nameOffset) == question.name
        else { return nil }
        code = message.responseCode
        isCut = message.isTruncated
        var addresses: [IPAddress] = []
        var texts: [[[UInt8]]] = []
        let isWhole = message.visitAnswers(in: span) { record in
            if let address = record.address(in: span) {
                if addresses.count < NameAnswer.mostRecords { addresses.append(address) }
            } else if record.type == DNSType.txt, texts.count < NameAnswer.mostRecords {
                texts.append(NameAnswer.strings(bytes[record.data]))
            }
        }
        guard isWhole || isCut else { return nil }
        self.addresses = addresses
        self.texts = texts
    }

    /// The strings of a TXT record, each behind its length (RFC 1035, 3.3.14); the last may be cut.
    private static func strings(_ data: ArraySlice<UInt8>) -> [[UInt8]] {
        var strings: [[UInt8]] = []
        var rest = data
        while let length = rest.first {
            strings.append(Array(rest.dropFirst().prefix(Int(length))))
            rest = rest.dropFirst(1 + Int(length))
        }
        return strings
    }
}
