internal import Wire

/// What the names in a look-up or an announcement say.
extension Fold {
    /// The traits that names give to plain DNS and to chatter.
    @inline(never)
    mutating func nameTraits(_ frame: RawSpan, _ trafficClass: TrafficClass) -> Traits {
        guard packet.payload != 0, packet.payloadCount > 0 else { return [] }
        let bytes = frame.extracting(packet.content)
        if trafficClass == .chatter {
            switch packet.destinationPort {
            case 137, 138: return netBIOSTraits(bytes, port: packet.destinationPort)
            case 5353, 5355: return announcementTraits(bytes)
            default: return []
            }
        }
        if packet.transport == IPProtocol.tcp {
            // A segment begins with the message's length (RFC 1035, 4.2.2).
            guard bytes.byteCount > 2 else { return [] }
            return lookUpTraits(bytes.extracting(2..<bytes.byteCount))
        }
        return lookUpTraits(bytes)
    }

    private mutating func lookUpTraits(_ message: RawSpan) -> Traits {
        guard let header = DNSMessage(message), !header.isResponse,
            let question = header.firstQuestion(in: message)
        else { return [] }
        let name = KnownNames.examine(message, nameAt: question.nameOffset)
        if current.role == .underlay { names.insert(name.hash, stage: stage) }
        if !resolvedNames.isEmpty, resolvedNames.contains(name.hash) {
            sight(current.role == .underlay ? .resolvedNameOutside : .resolvedNameInside)
        }
        var traits: Traits = name.isProbe ? .probeName : []
        if DNSName.isLocalName(in: message, at: question.nameOffset) { traits.insert(.localName) }
        return traits
    }

    /// mDNS and LLMNR: a public name that is asked for, or a name of ours that is announced.
    private mutating func announcementTraits(_ message: RawSpan) -> Traits {
        guard let header = DNSMessage(message) else { return [] }
        var traits: Traits = []
        if !header.isResponse, let question = header.firstQuestion(in: message),
            let count = DNSName.labelCount(in: message, at: question.nameOffset), count > 1,
            !DNSName.isSpecialUseName(in: message, at: question.nameOffset)
        {
            traits.insert(.publicName)
        }
        var announces = false
        header.visitRecords(in: message) { record, section in
            // The answers in a query are what the asker knows of others; what it is about to claim
            // for itself stands under authority (RFC 6762, 7.1 and 8.2).
            guard header.isResponse || section == .authority else { return }
            announces = announces || isIdentity(record, in: message)
        }
        if announces { traits.insert(.identity) }
        return traits
    }

    /// Whether a record names a host, its services or its address by more than a random label.
    private mutating func isIdentity(_ record: DNSRecord, in message: RawSpan) -> Bool {
        switch record.type {
        // A, HINFO, TXT, AAAA, SRV: the record's own name is ours.
        case 1, 13, 16, 28, 33: isTelling(labelAt: record.nameOffset, in: message)
        // PTR: the name it points to is.
        case 12: isTelling(labelAt: record.data.lowerBound, in: message)
        default: false
        }
    }

    /// Whether the first label of a name tells more than a service type or a random UUID, which
    /// browsers announce instead of an address (draft-ietf-mmusic-mdns-ice-candidates).
    private mutating func isTelling(labelAt offset: Int, in message: RawSpan) -> Bool {
        var labels = DNSLabels(at: offset)
        guard let label = labels.next(in: message), message.u8(label.lowerBound) != 0x5f else {
            return false
        }
        guard label.count == 36 else { return true }
        return !label.enumerated().allSatisfy { index, at in
            let byte = message.u8(at)
            return [8, 13, 18, 23].contains(index)
                ? byte == UInt8(ascii: "-")
                : byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 6
        }
    }

    /// NetBIOS: registering a name, and every datagram, tells the host's name (RFC 1002, 4.2, 4.4).
    private mutating func netBIOSTraits(_ message: RawSpan, port: UInt16) -> Traits {
        if port == 138 { return .identity }
        guard let header = DNSMessage(message) else { return [] }
        // 5 and 6 register and release a name; 8, 9 and 15 refresh one.
        return header.isResponse || [5, 6, 8, 9, 15].contains(header.opcode) ? .identity : []
    }
}
