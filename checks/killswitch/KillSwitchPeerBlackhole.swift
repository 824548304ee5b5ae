internal import Audit
internal import Evidence
internal import Wire

extension Check {
    /// When a node of the tunnel disappears, nothing leaves outside the tunnel.
    static let killSwitchPeerBlackhole = Check(
        "killswitch.peer-blackhole",
        card: .peerBlackhole,
        needs: drillNeeds,
        specimen: Specimen(
            [Specimen.datagram(to: 4000, Specimen.text)],
            of: TrafficCell(.new, .udp, by: .root, to: Specimen.server, port: 4000),
            under: .entrySilent)
    ) { scene in
        scene.weigh(
            .peerBlackhole,
            under: [
                .entrySilent, .entryHalfSilent, .entryRejects, .relaySilent, .exitSilent,
                .exitNotForwarding,
            ])
    }
}

extension Card {
    fileprivate static let peerBlackhole = Card(
        line: "Node gone",
        claim: "When a node of the tunnel disappears, nothing leaves outside the tunnel.",
        failure: "%d packets left",
        why: """
            Some clients tear the tunnel down when its node stays silent, and fall back to the \
            normal route.
            """,
        limits: "A client that waits longer than the drill watched may open later.",
        remedy: """
            Keep blocking while the client looks for another node, and let it find one from inside \
            the block.
            """,
        commands: ["sudo watertight drill"],
        seenBy: ["lan", "isp", "destination"],
        severity: .high,
        references: ["Khan et al., IMC 2018; VPNalyzer, NDSS 2022"])
}
