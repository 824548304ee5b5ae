internal import Audit
internal import Evidence
internal import Wire

extension Check {
    /// When the network below the tunnel changes, nothing leaves outside the tunnel.
    static let killSwitchLinkChange = Check(
        "killswitch.link-change",
        card: .linkChange,
        needs: drillNeeds,
        specimen: Specimen(
            [Specimen.datagram(to: 4000, Specimen.text)],
            of: TrafficCell(.new, .udp, by: .root, to: Specimen.server, port: 4000),
            under: .newUplink)
    ) { scene in
        scene.weigh(.linkChange, under: [.uplinkFlap, .newUplink])
    }
}

extension Card {
    fileprivate static let linkChange = Card(
        line: "Network change",
        claim: """
            When the network below the tunnel changes, nothing leaves outside the tunnel.
            """,
        failure: "%d packets left",
        why: """
            A new interface, or a route that wins, is not covered by rules that name the old one.
            """,
        limits: "A real suspend and a change of Wi-Fi are not drilled.",
        remedy: "Allow by tunnel, and never deny by the name of an interface.",
        commands: ["sudo watertight drill"],
        seenBy: ["lan", "isp", "destination"],
        severity: .critical,
        references: ["ExpressVPN leak testing suite, multimachine tests"])
}
