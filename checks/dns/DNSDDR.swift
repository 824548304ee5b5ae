internal import Audit
internal import Evidence
internal import Wire

extension Check {
    /// Encrypted look-ups at a resolver that somebody designated, past the tunnel.
    static let dnsDDR = Check(
        "dns.ddr",
        card: .designated,
        needs: [.tap, .tunnelAlive, .hostKnown, .claims, .detector],
        specimen: Specimen([
            // Option 162: priority 1, a name without labels, 192.168.50.102 (RFC 9463, 5.1).
            Specimen.acknowledgement(
                of: Specimen.address,
                options: [162, 11, 0, 9, 0, 1, 1, 0, 4, 192, 168, 50, 102]),
            Specimen.sent.tcp(
                Specimen.address, Specimen.port, IPAddress(v4: 0xc0a8_3266), 853, [], flags: 0x02),
        ])
    ) { scene in
        let recording = scene.recording
        let findings = scene.strayFindings(.designated) { $0.isUpgrade }
        if let first = findings.first {
            return .fail(Findings(first, Array(findings.dropFirst())))
        }
        let answers = scene.count(of: .designationAnswered)
        guard !recording.shows(.resolverDesignatedByName) else {
            return .inconclusive(
                Doubt("resolver.by_name", fact: "a resolver is designated by its name alone"))
        }
        guard recording.shows(.resolverDesignated) else {
            return answers > 0
                ? .notApplicable(
                    Precondition("no_designation", fact: "\(answers) answers designate nobody"))
                : .inconclusive(
                    Doubt("resolver.not_asked", fact: "no resolver told whom it designates"))
        }
        let inside = recording.protectedStages.flatMap { recording.inside(stage: $0) }
            .filter { $0.traffic.isUpgrade }.reduce(0) { $0 + $1.tally.packets }
        guard inside > 0, recording.ledger.sharedPackets == 0 else {
            return .inconclusive(
                Doubt("resolver.not_followed", fact: "nobody used the designated resolver"))
        }
        return .pass(
            Citation(
                .tunnelClass,
                fact: "0 packets to a designated resolver outside, \(inside) inside the tunnel"))
    }
}

extension Traffic {
    /// Whether it goes to a designated resolver's port for encrypted look-ups.
    fileprivate var isUpgrade: Bool { trafficClass != .dns && traits.contains(.offeredResolver) }
}

extension Card {
    fileprivate static let designated = Card(
        line: "Designated resolvers",
        claim: "No encrypted look-up followed a designation past the tunnel.",
        failure: "%d packets went to an encrypted resolver that somebody designated",
        why: """
            A resolver, a lease or a router advertisement told where encrypted look-ups are answered, \
            and a program went there past the tunnel. It may keep to that resolver wherever it goes.
            """,
        limits: """
            Knows designations from _dns names asked over UDP, DHCP option 162, DHCPv6 and router \
            advertisement option 144, with their addresses. Counts what goes to port 853, port 443 or the \
            port told. A pass needs somebody who used the resolver through the tunnel.
            """,
        remedy: "Pin the tunnel's resolver, and switch discovery of encrypted resolvers off.",
        commands: [
            "sudo nft insert rule inet filter output oifname != { \"wg0\", \"lo\" } "
                + "meta l4proto { tcp, udp } th dport 853 drop"
        ],
        seenBy: ["lan", "isp"],
        severity: .medium,
        references: ["RFC 9460", "RFC 9462", "RFC 9463"])
}
