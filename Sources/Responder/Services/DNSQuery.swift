internal import Wire

/// A DNS query as the responder understands it.
struct DNSQuery {
    /// What the query says by EDNS (RFC 6891).
    struct Extension {
        /// The largest datagram that the asker takes.
        let size: UInt16
        let version: UInt8
        /// DO: the asker wants signatures (RFC 3225).
        let wantsSignatures: Bool
        var subnet: DNSClientSubnet?
    }

    let id: UInt16
    /// Whether the asker wants us to ask on, which we never do.
    let recursionDesired: Bool
    let name: DNSWireName
    let type: UInt16
    let `class`: UInt16
    private(set) var edns: Extension?
    /// Whether the question is clear and the rest breaks a rule: FORMERR.
    private(set) var isMalformed = false

    /// Reads a message; nil if it is not a standard query, which gets no answer at all.
    init?(_ bytes: RawSpan) {
        guard DNSMessage.looksLikeQuery(bytes), let message = DNSMessage(bytes),
            let question = message.firstQuestion(in: bytes),
            let name = DNSWireName(in: bytes, at: question.nameOffset),
            // A pointer in the question can only point into the header.
            question.end == DNSMessage.headerLength + name.bytes.count + 4
        else { return nil }
        id = message.id
        recursionDesired = message.recursionDesired
        self.name = name
        type = question.type
        self.class = question.class
        var found: [Extension] = []
        var isRootOwned = true
        message.visitRecords(in: bytes) { record, _ in
            guard record.type == DNSType.opt else { return }
            isRootOwned = isRootOwned && bytes.u8(record.nameOffset) == 0
            found.append(
                Extension(
                    size: record.class, version: UInt8(truncatingIfNeeded: record.timeToLive >> 16),
                    wantsSignatures: record.timeToLive & 0x8000 != 0))
        }
        edns = found.first
        isMalformed = found.count > 1 || !isRootOwned
        if edns != nil { readSubnet(of: message, in: bytes) }
    }

    /// Reads the client subnet; one that breaks RFC 7871, 6 or 7.1.2 makes the query malformed.
    private mutating func readSubnet(of message: DNSMessage, in bytes: RawSpan) {
        var count = 0
        message.visitEDNSOptions(in: bytes) { code, _ in
            if code == 8 { count += 1 }
        }
        guard count > 0 else { return }
        guard count == 1, let subnet = message.clientSubnet(in: bytes), subnet.scopePrefix == 0,
            IPPrefix(subnet.address, length: Int(subnet.sourcePrefix))?.address == subnet.address
        else {
            isMalformed = true
            return
        }
        edns?.subnet = subnet
    }
}
