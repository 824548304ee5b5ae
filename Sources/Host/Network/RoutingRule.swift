public import Wire

/// A rule that decides which table routes a packet.
public struct RoutingRule: Hashable, Codable, Sendable {
    /// The version of IP.
    public let family: IPFamily
    /// Rules with a smaller number come first.
    public var priority: UInt32 = 0
    /// Whether it is for the packets that do not match.
    public let isInverted: Bool
    /// What it does (`FR_ACT_…`): 1 looks into the table, 2 goes to another rule, 6 drops, 7 and 8
    /// refuse.
    public let action: UInt8
    /// The table that it looks into.
    public var table: UInt32
    /// The priority of the rule that it goes to.
    public var target: UInt32?
    /// The senders that it is for; nil for all.
    public var origin: IPPrefix?
    /// The destinations that it is for; nil for all.
    public var destination: IPPrefix?
    /// The mark that packets must have.
    public var mark: UInt32?
    /// The bits of the mark that count.
    public var mask: UInt32?
    /// The interface that packets came in by; `lo` stands for our own packets.
    public var incoming: OutsideText?
    /// The interface that the sending program asked for.
    public var outgoing: OutsideText?
    /// Routes that it finds do not count if their prefix is as long as this or shorter.
    public var suppressPrefixLength: UInt32?
    /// The first and the last user whose packets it is for.
    public var users: ClosedRange<UInt32>?
    /// Numbers of attributes that are not read here, among them further conditions.
    public var unread: [UInt16] = []
}

extension RoutingRule {
    /// The question for all rules of a family.
    static func request(_ family: IPFamily) -> NetlinkRequest {
        NetlinkRequest(
            34, answer: 32, header: [family.number] + [UInt8](repeating: 0, count: 11))
    }

    /// Reads a `fib_rule_hdr` and its attributes; nil if it is damaged.
    init?(_ bytes: RawSpan, _ payload: Range<Int>) {
        let start = payload.lowerBound
        guard payload.count >= 12, let family = IPFamily(number: bytes.u8(start)) else {
            return nil
        }
        self.family = family
        let (length, originLength) = (bytes.u8(start + 1), bytes.u8(start + 2))
        table = UInt32(bytes.u8(start + 4))
        action = bytes.u8(start + 7)
        // FIB_RULE_INVERT.
        isInverted = bytes.host32(start + 8) & 2 != 0
        var attributes = NetlinkAttributes(start + 12..<payload.upperBound)
        while let (number, value) = attributes.next(in: bytes) {
            switch number {
            case 1: destination = bytes.network(value, length: length, family: family)
            case 2: origin = bytes.network(value, length: originLength, family: family)
            case 3: incoming = bytes.text(value)
            case 4: target = bytes.number(value)
            case 6: priority = bytes.number(value) ?? 0
            case 10: mark = bytes.number(value)
            case 14: suppressPrefixLength = bytes.number(value).flatMap { $0 == .max ? nil : $0 }
            case 15: table = bytes.number(value) ?? table
            case 16: mask = bytes.number(value)
            case 17: outgoing = bytes.text(value)
            case 20:
                guard value.count == 8 else { return nil }
                let ends = (bytes.host32(value.lowerBound), bytes.host32(value.lowerBound + 4))
                guard ends.0 <= ends.1 else { return nil }
                users = ends.0...ends.1
            // Padding, who made it, and "no group is suppressed".
            case 18, 21: continue
            case 13 where bytes.number(value) == .max: continue
            default: unread.append(number)
            }
        }
        guard length == 0 || destination != nil, originLength == 0 || origin != nil,
            !attributes.isMalformed
        else { return nil }
    }
}
