/// One question of a DNS message: offsets into the message's bytes.
public struct DNSQuestion: Hashable, Sendable {
    /// Where the name stands.
    public let nameOffset: Int
    /// The type asked for: 1 is A, 28 is AAAA, 65 is HTTPS.
    public let type: UInt16
    /// The class: 1 is IN; in mDNS the top bit asks for a unicast response.
    public let `class`: UInt16
    /// The offset after the question.
    public let end: Int

    /// Reads the question at `offset`; nil if it is malformed or cut.
    init?(in bytes: RawSpan, at offset: Int) {
        guard let after = DNSName.skip(in: bytes, at: offset), after <= bytes.byteCount - 4 else {
            return nil
        }
        nameOffset = offset
        type = bytes.be16(after)
        `class` = bytes.be16(after &+ 2)
        end = after &+ 4
    }

    /// The name as text (cold: it allocates).
    public func name(in bytes: RawSpan) -> OutsideText? {
        DNSName.text(in: bytes, at: nameOffset)
    }
}
