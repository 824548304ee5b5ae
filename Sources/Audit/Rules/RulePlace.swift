internal import Evidence
internal import Wire

/// What a machine has beside its rules: its links and addresses, and where the tunnel goes.
struct RulePlace {
    /// Links that lead outside.
    let links: [HostFacts.Interface]
    /// Names of the tunnel's links.
    private let tunnels: Set<String>
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
        tunnels = Set(host.interfaces.filter { $0.role == .tunnel }.map(\.name))
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

    /// The same packets as guests send them: one from each link that they may be behind.
    func passedOn(_ version: UInt8, _ ruleset: Ruleset) -> [RulePacket] {
        guests(ruleset).flatMap { guest in
            ordinary(version).map { packet in
                var packet = packet
                packet.isForwarded = true
                packet.guest = guest
                packet.source = nil
                packet.user = nil
                return packet
            }
        }
    }

    /// The address that is sent from on a link; nil where none is known.
    func source(_ version: UInt8, on link: String?) -> IPAddress? {
        let own = links.first { $0.name == link }?.addresses ?? []
        return own.first { $0.isIPv4 == (version == 4) && !$0.isLinkLocal }
    }

    /// Packets that differ from some in one thing each, by what lets them out.
    func variations(
        _ version: UInt8, of packets: [RulePacket], _ ruleset: Ruleset
    ) -> [(RuleFlaw, [RulePacket])] {
        func changed(_ change: (inout RulePacket) -> Void) -> [RulePacket] {
            packets.map { packet in
                var packet = packet
                change(&packet)
                return packet
            }
        }
        let isOfVersion = { (address: IPAddress) in address.isIPv4 == (version == 4) }
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
        ]
        if !packets.contains(where: \.isForwarded) {
            let inside = inner.first(where: isOfVersion)
            variations += [
                (
                    .source(ruleset.names(.source, of: packets)),
                    changed { $0.source = nil } + changed { $0.source = inside }
                ),
                (.forwarded(ruleset.forwardChains), passedOn(version, ruleset)),
                (.user(0), changed { $0.user = 0 }),
            ]
        }
        if let mark { variations.append((.mark(mark), changed { $0.mark = mark })) }
        for entry in entries.filter(isOfVersion) {
            variations.append((.endpoint(entry), changed { $0.destination = entry }))
        }
        return variations
    }

    /// Links that guests may be behind: one that no rule names, and those that rules name.
    private func guests(_ ruleset: Ruleset) -> [String?] {
        let known = tunnels.union(links.map(\.name))
        let named = Set(
            ruleset.chains.flatMap(\.rules).flatMap(\.matches).filter { $0.field == .iif }
                .flatMap(\.values)
        ).filter { !["", "lo"].contains($0) && !$0.hasSuffix("*") && !known.contains($0) }
        return [nil] + named.sorted().prefix(RulePlace.mostGuests).map { $0 }
    }
}

extension Ruleset {
    /// The chains that look at what the machine passes on.
    var forwardChains: [OutsideText] {
        chains.filter { $0.place?.hook == .forward && $0.place?.kind == .filter }
            .map { OutsideText("\($0.family.rawValue) \($0.table) \($0.name)") }
    }

    /// What its rules name of a kind where they mean such packets by it.
    func names(_ field: Field, of packets: [RulePacket]) -> [OutsideText] {
        let matches = chains.flatMap(\.rules).filter { ![.accept, .next].contains($0.verdict) }
            .flatMap(\.matches).filter { $0.field == field && $0.isNot != true }
        let named = matches.filter { match in packets.contains { match.holds(for: $0) == .yes } }
        return Set(named.flatMap(\.values)).sorted().map { OutsideText($0) }
    }
}
