internal import Audit
internal import Evidence
internal import Wire

extension Check {
    /// A resolver of the local network that takes the place of the tunnel's.
    static let dnsRogueResolver = Check(
        "dns.rogue-resolver",
        card: .rogueResolver,
        needs: [.tap, .tunnelAlive, .hostKnown, .claims, .detector],
        specimen: Specimen([
            // Option 6: 192.168.50.102 (RFC 2132, 3.8).
            Specimen.acknowledgement(
                of: Specimen.address, options: [6, 4, 192, 168, 50, 102]),
            Specimen.sent.udp(
                Specimen.address, Specimen.port, IPAddress(v4: 0xc0a8_3266), 53,
                Specimen.query("www.example.com")),
        ])
    ) { scene in
        let recording = scene.recording
        let findings =
            scene.strayFindings(.rogueResolver) {
                $0.trafficClass == .dns && $0.traits.contains(.offeredResolver)
            }
            + scene.takenResolvers
        if let first = findings.first {
            return .fail(Findings(first, Array(findings.dropFirst())))
        }
        let offers = scene.count(of: .resolverOffered)
        guard offers > 0 else {
            return .inconclusive(
                Doubt("resolver.not_offered", fact: "nobody offered a resolver meanwhile"))
        }
        let inside = recording.protectedStages.flatMap { recording.inside(stage: $0) }
            .filter { $0.traffic.trafficClass == .dns }
        guard !inside.contains(where: { $0.traffic.traits.contains(.offeredResolver) }) else {
            return .inconclusive(
                Doubt(
                    "resolver.offered_too", fact: "the network offers the resolver in use as well"))
        }
        guard !inside.isEmpty else {
            return .inconclusive(
                Doubt("control.tunnel_class", fact: "no look-up was seen inside the tunnel"))
        }
        // Flows that are counted by network have no single far end.
        guard recording.ledger.sharedPackets == 0 else {
            return .inconclusive(Doubt("capture.table_full", fact: "not every resolver is known"))
        }
        let asked = inside.reduce(0) { $0 + $1.tally.packets }
        return .pass(
            Citation(
                .tunnelClass,
                fact: "\(offers) offers, 0 packets to such a resolver, \(asked) of DNS inside"))
    }
}

extension Case {
    /// What shows that the machine took a resolver that it was offered, beside stray look-ups.
    fileprivate var takenResolvers: [Finding] {
        let offered = Set(recording.ledger.offeredResolvers)
        // A resolver on the machine itself hides whom it asks.
        guard let host = recording.host, !host.resolvers.contains(where: { $0.isLoopback }) else {
            return []
        }
        let before = Set(host.resolvers)
        if !offered.isDisjoint(with: Set(host.resolversAfter).subtracting(before)) {
            return findings(of: .resolverOffered, by: .rogueResolver, titled: Card.taken)
        }
        guard offered.isDisjoint(with: before) else { return [] }
        return judgedStages.compactMap { stage in
            let asked = recording.inside(stage: stage).filter {
                $0.traffic.trafficClass == .dns && $0.traffic.traits.contains(.offeredResolver)
            }
            guard !asked.isEmpty else { return nil }
            return Finding(
                severity: .high, confidence: confidence, title: Card.taken,
                what: Card.rogueResolver.why,
                basis: .strata(counted: [], cited: Set(asked.map(\.index))), stage: stage)
        }
    }
}

extension Card {
    fileprivate static let taken = "The system took a resolver that the local network offered"

    fileprivate static let rogueResolver = Card(
        line: "Offered resolvers",
        claim: "No resolver that the local network offered took the place of the tunnel's.",
        failure: "%d packets looked names up at a resolver that the local network offered",
        why: """
            A lease or a router advertisement named a resolver while the tunnel was up, and the machine \
            asked it. Whoever sent that message reads the names and chooses the answers.
            """,
        limits: """
            Knows resolvers from DHCP option 6, DHCPv6 option 23 and router advertisements, seen while \
            the tunnel was up; a pass needs one. Search lists are not looked at. Where the system asks \
            a resolver of its own, only look-ups outside are seen.
            """,
        remedy: """
            Ignore the resolvers of the uplink while the tunnel is up, and let only the tunnel's be \
            asked.
            """,
        commands: [
            "nmcli connection modify NAME ipv4.ignore-auto-dns yes ipv6.ignore-auto-dns yes",
            "sudo nft insert rule inet filter output oifname != { \"wg0\", \"lo\" } "
                + "meta l4proto { tcp, udp } th dport 53 drop",
        ],
        seenBy: ["lan", "isp_resolver"],
        severity: .high,
        references: ["RFC 2132, section 3.8", "RFC 3646", "RFC 8106", "Perta et al., PETS 2015"])
}
