internal import Evidence
internal import Wire

/// What a machine has beside its rules: its links and addresses, and where the tunnel goes.
struct RulePlace {
    /// Links that lead outside.
    let links: [HostFacts.Interface]
    /// Addresses inside the tunnel.
    let inner: [IPAddress]
    /// The tunnel's entries.
    let entries: [IPAddress]
    /// The mark of the tunnel's own packets.
    let mark: UInt32?
    /// Where a drill's traffic goes, by version of IP.
    private let targets: [IPAddress]
    /// Who is asked for names.
    private let resolvers: [IPAddress]

    /// Ports of a drill's canaries; what matters is that no rule has a reason to name them.
    static let ports: (udp: UInt16, tcp: UInt16) = (4000, 4001)
    /// An ordinary user (Debian Policy, 9.2.2).
    static let user: UInt32 = 65_534
    /// Addresses for documentation, where a drill sends to nobody of a version (RFC 5737, RFC 3849).
    private static let nobody: [IPAddress] = [
        IPAddress(v4: 0xc000_0201), IPAddress(high: 0x2001_0db8_0000_0000, low: 1),
    ]
    /// Most names that rules have for links of guests.
    private static let mostGuests = 16

    /// The place that a machine is, with what a drill sent there.
    init(_ host: HostFacts, outer: [OuterFlow], cells: [TrafficCell] = []) {
        let outside = host.interfaces.filter { $0.role == .underlay }
        let leaking = outside.filter { !$0.leaks.isEmpty }
        links = leaking.isEmpty ? outside : leaking
        inner = host.addresses(.tunnel)
        entries = outer.map(\.prefix).filter { $0 == IPPrefix(host: $0.address) }.map(\.address)
        mark = host.outerMark
        targets = cells.filter { $0.kind == .new }.map(\.remote) + RulePlace.nobody
        resolvers = host.resolvers.filter { !$0.isLoopback }
    }

    /// Packets that a kill switch must hold: the first of a flow of a user, by UDP and by TCP, on each link.
    func ordinary(_ version: UInt8) -> [RulePacket] {
        let names = links.isEmpty ? [nil] : links.map { Optional($0.name) }
        let target = targets.first { $0.isIPv4 == (version == 4) } ?? RulePlace.nobody[0]
        return names.flatMap { name in
            [(IPProtocol.udp, RulePlace.ports.udp), (IPProtocol.tcp, RulePlace.ports.tcp)].map {
                RulePacket(
                    version: version, link: name, source: source(version, on: name),
                    destination: target, transport: $0, port: $1, user: RulePlace.user)
            }
        }
    }

    /// The address that is sent from on a link; nil where none is known.
    func source(_ version: UInt8, on link: String?) -> IPAddress? {
        let own = links.first { $0.name == link }?.addresses ?? []
        return own.first { $0.isIPv4 == (version == 4) && !$0.isLinkLocal }
    }

    /// Packets that differ from those in one thing each, by what lets them out.
    func variations(_ version: UInt8, _ ruleset: Ruleset) -> [(RuleFlaw, [RulePacket])] {
        let packets = ordinary(version)
        func changed(_ change: (inout RulePacket) -> Void) -> [RulePacket] {
            packets.map { packet in
                var packet = packet
                change(&packet)
                return packet
            }
        }
        let isOfVersion = { (address: IPAddress) in address.isIPv4 == (version == 4) }
        let inside = inner.first(where: isOfVersion)
        var variations: [(RuleFlaw, [RulePacket])] = [
            (.established, changed { $0.state = "established" }),
            (
                .lookups,
                changed { $0.port = 53 }
                    + resolvers.filter(isOfVersion).flatMap { resolver in
                        changed {
                            $0.port = 53
                            $0.destination = resolver
                        }
                    }
            ),
            (.link(ruleset.names(.oif, of: packets)), changed { $0.link = nil }),
            (
                .source(ruleset.names(.source, of: packets)),
                changed { $0.source = nil } + changed { $0.source = inside }
            ),
            (
                .forwarded,
                guests(ruleset).flatMap { guest in
                    changed {
                        $0.isForwarded = true
                        $0.guest = guest
                        $0.source = nil
                        $0.user = nil
                    }
                }
            ),
            (.user(0), changed { $0.user = 0 }),
        ]
        if let mark { variations.append((.mark(mark), changed { $0.mark = mark })) }
        for entry in entries.filter(isOfVersion) {
            variations.append((.endpoint(entry), changed { $0.destination = entry }))
        }
        return variations
    }

    /// Links that guests may be behind: one that no rule names, and those that rules name.
    private func guests(_ ruleset: Ruleset) -> [String?] {
        let known = Set(links.map(\.name))
        let named = Set(
            ruleset.chains.flatMap(\.rules).flatMap(\.matches).filter { $0.field == .iif }
                .flatMap(\.values)
        ).filter { !["", "lo"].contains($0) && !$0.hasSuffix("*") && !known.contains($0) }
        return [nil] + named.sorted().prefix(RulePlace.mostGuests).map { $0 }
    }
}

extension Ruleset {
    /// What its rules name of a kind where they mean such packets by it.
    func names(_ field: Field, of packets: [RulePacket]) -> [OutsideText] {
        let matches = chains.flatMap(\.rules).filter { ![.accept, .next].contains($0.verdict) }
            .flatMap(\.matches).filter { $0.field == field && $0.isNot != true }
        let named = matches.filter { match in packets.contains { match.holds(for: $0) == .yes } }
        return Set(named.flatMap(\.values)).sorted().map { OutsideText($0) }
    }
}
