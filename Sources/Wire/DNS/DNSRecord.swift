/// One resource record of a DNS message: offsets into the message's bytes (RFC 1035, 4.1.3).
public struct DNSRecord: Hashable, Sendable {
    /// The part of the message that a record stands in.
    public enum Section: Sendable {
        /// Answers to the question.
        case answer
        /// Name servers that know better.
        case authority
        /// What may help, EDNS included.
        case additional
    }

    /// Where the owner name stands.
    public let nameOffset: Int
    /// The type: 1 is A, 5 is CNAME, 28 is AAAA, 41 is OPT.
    public let type: UInt16
    /// The class; in mDNS the top bit says "flush the cache"; in OPT the UDP payload size.
    public let `class`: UInt16
    /// Seconds that the record may be kept; flags in OPT.
    public let timeToLive: UInt32
    /// Where the record's data stands.
    public let data: Range<Int>

    /// The offset after the record.
    public var end: Int { data.upperBound }

    /// Reads the record at `offset`; nil if it is malformed or cut.
    init?(in bytes: RawSpan, at offset: Int) {
        guard let after = DNSName.skip(in: bytes, at: offset), after <= bytes.byteCount - 10 else {
            return nil
        }
        let start = after &+ 10
        let length = Int(bytes.be16(after &+ 8))
        guard length <= bytes.byteCount - start else { return nil }
        nameOffset = offset
        type = bytes.be16(after)
        `class` = bytes.be16(after &+ 2)
        timeToLive = bytes.be32(after &+ 4)
        data = start..<start &+ length
    }

    /// The address of an A or AAAA record.
    public func address(in bytes: RawSpan) -> IPAddress? {
        guard data.upperBound <= bytes.byteCount else { return nil }
        if type == 1, data.count == 4 { return IPAddress(v4In: bytes, at: data.lowerBound) }
        if type == 28, data.count == 16 { return IPAddress(v6In: bytes, at: data.lowerBound) }
        return nil
    }

    /// The owner name as text (cold: it allocates).
    public func name(in bytes: RawSpan) -> OutsideText? {
        DNSName.text(in: bytes, at: nameOffset)
    }

    /// The name that an NS, CNAME, PTR, MX or SRV record leads to (cold: it allocates).
    public func target(in bytes: RawSpan) -> OutsideText? {
        let skipped: Int
        switch type {
        case 2, 5, 12: skipped = 0
        case 15: skipped = 2
        case 33: skipped = 6
        default: return nil
        }
        guard data.count > skipped else { return nil }
        return DNSName.text(in: bytes, at: data.lowerBound &+ skipped)
    }
}

extension DNSMessage {
    /// Calls `visit` with each record of all three sections in order; false if one is malformed or
    /// cut (those before it were visited).
    @inline(never) @discardableResult public func visitRecords(
        in bytes: RawSpan, _ visit: (DNSRecord, DNSRecord.Section) -> Void
    ) -> Bool {
        var at = DNSMessage.headerLength
        for _ in 0..<questionCount {
            guard let question = DNSQuestion(in: bytes, at: at) else { return false }
            at = question.end
        }
        let answers = Int(answerCount)
        let authorities = answers + Int(authorityCount)
        for index in 0..<authorities + Int(additionalCount) {
            guard let record = DNSRecord(in: bytes, at: at) else { return false }
            visit(
                record, index < answers ? .answer : index < authorities ? .authority : .additional)
            at = record.end
        }
        return true
    }

    /// Calls `visit` with each record of the answer section; false if one of the message's records
    /// is malformed or cut.
    @discardableResult public func visitAnswers(
        in bytes: RawSpan, _ visit: (DNSRecord) -> Void
    ) -> Bool {
        visitRecords(in: bytes) { record, section in
            if section == .answer { visit(record) }
        }
    }
}
