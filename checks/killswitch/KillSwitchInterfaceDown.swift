internal import Audit
internal import Evidence
internal import Wire

extension Check {
    /// When the tunnel's interface goes, nothing leaves outside the tunnel.
    static let killSwitchInterfaceDown = Check(
        "killswitch.interface-down",
        card: .interfaceDown,
        needs: drillNeeds,
        specimen: Specimen(
            [Specimen.datagram(to: 4000, Specimen.text)],
            of: TrafficCell(.new, .udp, by: .root, to: Specimen.server, port: 4000),
            under: .interfaceDeleted)
    ) { scene in
        scene.weigh(.interfaceDown, under: [.interfaceDown, .interfaceDeleted])
    }
}

extension Card {
    fileprivate static let interfaceDown = Card(
        line: "Interface gone",
        claim: "When the tunnel's interface goes, nothing leaves outside the tunnel.",
        failure: "%d packets left",
        why: """
            The routes into the tunnel vanish with its interface, and the normal default route is \
            left.
            """,
        limits: """
            Watches as long as the report says. What the machine did not try to send meanwhile \
            could not be seen.
            """,
        remedy: """
            Block before connecting, by rules that stay, and not when the tunnel is seen to go.
            """,
        commands: ["sudo watertight drill"],
        seenBy: ["lan", "isp", "destination"],
        severity: .critical,
        references: ["RTINGS, kill-switch tests"])
}
