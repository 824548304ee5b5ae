internal import Evidence
internal import Wire

/// A packet that rules are asked about, as far as it is known.
struct RulePacket: Hashable {
    /// The version of IP, 4 or 6.
    var version: UInt8
    /// The interface that it leaves by; nil for one that no rule names.
    var link: String?
    /// Whether somebody else sent it, and the machine passes it on.
    var isForwarded = false
    /// The interface that it came by, if it is passed on; nil for one that no rule names.
    var guest: String?
    /// Its source; nil for an address of a network that no rule names.
    var source: IPAddress?
    /// Its destination.
    var destination: IPAddress
    /// The number of its protocol.
    var transport: UInt8
    /// Its destination port.
    var port: UInt16
    /// What is known of its connection, as nftables calls it; nil if nobody knows.
    var state: String? = "new"
    /// Its mark; nil if nobody knows.
    var mark: UInt32? = 0
    /// Who sends it; nil if nobody knows.
    var user: UInt32?
}

/// Whether something holds.
enum Truth: Comparable {
    case no, maybe, yes

    /// The opposite.
    var opposite: Truth {
        switch self {
        case .no: .yes
        case .maybe: .maybe
        case .yes: .no
        }
    }

    init(_ holds: Bool) { self = holds ? .yes : .no }
}

extension Ruleset.Rule {
    /// Whether it matches a packet, whose mark may have been changed by an earlier rule.
    func matches(_ packet: RulePacket, keepsMark: Bool) -> Truth {
        matches.map { match in
            match.field == .mark && !keepsMark ? .maybe : match.holds(for: packet)
        }.min() ?? .yes
    }
}

extension Ruleset.Match {
    /// Ports that a kernel gives to those who ask for none, at the least (ip_local_port_range); what we
    /// send comes from one of them.
    private static let ephemeral: ClosedRange<UInt64> = 32_768...60_999

    /// Whether it holds for a packet.
    func holds(for packet: RulePacket) -> Truth {
        // What has no socket of this machine meets no such match, whichever way it asks.
        if field == .user, packet.isForwarded { return .no }
        let found = values.map { value in holds(value, for: packet) }.max() ?? .no
        let truth = field == .unknown ? .maybe : found
        return isNot == true ? truth.opposite : truth
    }

    private func holds(_ value: String, for packet: RulePacket) -> Truth {
        switch field {
        case .oif: return Self.name(packet.link, like: value)
        case .iif: return Self.name(packet.isForwarded ? packet.guest : "", like: value)
        case .state: return packet.state.map { Truth($0 == value) } ?? .maybe
        case .mark: return packet.mark.map { number(UInt64($0 & (mask ?? .max)), value) } ?? .maybe
        case .user: return packet.user.map { number(UInt64($0), value) } ?? .maybe
        case .transport: return number(UInt64(packet.transport), value)
        case .version: return number(UInt64(packet.version), value)
        case .port: return number(UInt64(packet.port), value)
        case .sourcePort:
            guard let range = Self.range(value) else { return .maybe }
            guard range.overlaps(Self.ephemeral) else { return .no }
            return range.contains(Self.ephemeral.lowerBound)
                && range.contains(Self.ephemeral.upperBound) ? .yes : .maybe
        case .source:
            // An address that no rule names is in no network but that of all.
            guard let source = packet.source else {
                return Truth(IPPrefix(value).map { $0.length == 0 } ?? false)
            }
            return Self.address(source, in: value)
        case .destination: return Self.address(packet.destination, in: value)
        case .reach: return Truth(value == "unicast")
        case .unknown: return .maybe
        }
    }

    private func number(_ number: UInt64, _ value: String) -> Truth {
        Self.range(value).map { Truth($0.contains(number)) } ?? .maybe
    }

    /// A name that ends with a star stands for all that begin so; one that no rule names may as well.
    private static func name(_ name: String?, like value: String) -> Truth {
        if value == "*" { return .yes }
        if value.hasSuffix("*") {
            return name.map { Truth($0.hasPrefix(value.dropLast())) } ?? .maybe
        }
        return Truth(name == value)
    }

    private static func range(_ value: String) -> ClosedRange<UInt64>? {
        let ends = value.split(separator: "-", maxSplits: 1).map { UInt64($0) }
        guard let first = ends.first ?? nil, let last = ends.last ?? nil, first <= last else {
            return nil
        }
        return first...last
    }

    private static func address(_ address: IPAddress, in value: String) -> Truth {
        if let prefix = IPPrefix(value) { return Truth(prefix.contains(address)) }
        let ends = value.split(separator: "-", maxSplits: 1).map { IPAddress(String($0)) }
        guard ends.count == 2, let first = ends[0], let last = ends[1] else { return .maybe }
        let number = (address.high, address.low)
        return Truth(
            address.isIPv4 == first.isIPv4 && (first.high, first.low) <= number
                && number <= (last.high, last.low))
    }
}
