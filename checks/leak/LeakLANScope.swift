internal import Audit
internal import Evidence
internal import Wire

extension Check {
    /// More than the local network, where that is allowed.
    static let leakLANScope = Check(
        "leak.lan-scope",
        card: .lanScope,
        needs: [.tap, .tunnelAlive, .hostKnown, .claims, .probes, .detector],
        specimen: .lookUpAtRouter
    ) { scene in
        guard scene.recording.allowance.allowsLocalNetwork else {
            return .notApplicable(
                Precondition("lan_not_allowed", fact: "the policy allows no local network"))
        }
        let asked = scene.recording.answers.filter { scene.isAtNeighbour($0) && $0.isTried }
        let lookUps = asked.filter { $0.kind == .dns }
        let open = lookUps.filter { !$0.isHeldBack }
        var findings = scene.strayFindings(.lanScope) {
            $0.traits.contains(.publicOnLink) || ($0.trafficClass == .dns && !open.isEmpty)
        }
        if findings.isEmpty {
            // The tap missed it, and yet somebody answered.
            findings += [
                scene.finding(
                    of: open.filter { $0.outcome == .answered },
                    title: "A neighbour answered look-ups", what: Card.lanScope.why,
                    severity: Card.lanScope.severity, confidence: .probable)
            ].compactMap { $0 }
        }
        if let first = findings.first {
            return .fail(Findings(first, Array(findings.dropFirst())))
        }
        guard !lookUps.isEmpty else {
            return .inconclusive(Doubt("control.path", fact: "no neighbour was asked for a name"))
        }
        guard asked.contains(where: { $0.kind == .echo && $0.outcome == .answered }) else {
            return .inconclusive(Doubt("lan.silent", fact: "no neighbour answers a ping"))
        }
        return .pass(
            Citation(
                .path,
                fact: "a neighbour answers pings, \(lookUps.count) look-ups there left no packet"))
    }
}

extension Case {
    /// Whether a probe was bound to an underlay and went to a local address.
    fileprivate func isAtNeighbour(_ probe: Answer) -> Bool {
        guard case .interface = probe.path, recording.isPast(probe) else { return false }
        return recording.allowance.isLocal(probe.remote)
    }
}

extension Answer {
    /// Whether this machine itself refused to send it.
    fileprivate var isHeldBack: Bool { if case .refused = outcome { true } else { false } }
}

extension Specimen {
    /// A look-up at the router that left by the uplink.
    fileprivate static let lookUpAtRouter: Specimen = {
        var probe = Answer(.dns, .interface("eth0"), to: gateway, port: 53, at: 0, outcome: .silent)
        probe.localPort = port
        let frame = sent.udp(address, port, gateway, 53, query("www.example.com"))
        var specimen = Specimen([frame], answers: [probe])
        specimen.allowsLocalNetwork = true
        return specimen
    }()
}

extension Card {
    fileprivate static let lanScope = Card(
        line: "The allowed local network",
        claim: "Where the local network is allowed, neither look-ups nor public addresses are.",
        failure: "%d packets left outside although only the local network is allowed",
        why: """
            The exemption for printers and file servers opens more: the router's resolver sees every \
            name, and a network that claims public addresses for its own draws their traffic.
            """,
        limits: """
            Asks the router of each uplink, and only where --allow-lan is given. Private addresses are \
            taken for the local network by a fixed list, whatever the routes say.
            """,
        remedy:
            "Drop port 53 before the rule that accepts the local network, and list private ranges.",
        commands: [
            "sudo nft insert rule inet filter output oifname \"eth0\" "
                + "meta l4proto { tcp, udp } th dport 53 drop"
        ],
        seenBy: ["lan", "isp_resolver"],
        severity: .medium,
        references: ["TunnelCrack: vanhoefm/vpnleaks", "CVE-2023-36672"])
}
