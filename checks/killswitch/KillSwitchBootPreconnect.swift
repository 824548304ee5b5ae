internal import Audit
internal import Evidence
internal import Wire

extension Check {
    /// Before the client first connects, nothing leaves outside the tunnel.
    static let killSwitchBootPreconnect = Check(
        "killswitch.boot-preconnect",
        card: .bootPreconnect,
        needs: drillNeeds,
        specimen: Specimen(
            [Specimen.datagram(to: 4000, Specimen.text)],
            of: TrafficCell(.new, .udp, by: .root, to: Specimen.server, port: 4000),
            under: .boot)
    ) { scene in
        scene.weigh(.bootPreconnect, under: [.boot])
    }
}

extension Card {
    fileprivate static let bootPreconnect = Card(
        line: "Before connecting",
        claim: "Before the client first connects, nothing leaves outside the tunnel.",
        failure: "%d packets left",
        why: "Nothing blocks between the start of the network and the first connection.",
        limits: """
            Drills the time before connecting on a machine that runs; what happens at its very \
            start needs a capture at the router.
            """,
        remedy: "Load the block rules before the network comes up (network-pre.target).",
        commands: ["sudo watertight drill"],
        seenBy: ["lan", "isp", "destination"],
        severity: .high,
        references: ["Burkert, ICC 2021"])
}
