internal import Audit
internal import Evidence
internal import Wire

extension Check {
    /// While the client changes its server, nothing leaves outside the tunnel.
    static let killSwitchSwitchGap = Check(
        "killswitch.switch-gap",
        card: .switchGap,
        needs: drillNeeds,
        specimen: Specimen(
            [Specimen.datagram(to: 4000, Specimen.text)],
            of: TrafficCell(.new, .udp, by: .root, to: Specimen.server, port: 4000),
            under: .serverSwitch)
    ) { scene in
        scene.weigh(.switchGap, under: [.serverSwitch])
    }
}

extension Card {
    fileprivate static let switchGap = Card(
        line: "Change of server",
        claim: "While the client changes its server, nothing leaves outside the tunnel.",
        failure: "%d packets left",
        why: "The client takes the old tunnel down before the new one is up.",
        limits: "Says how many changes were seen; the next one may differ.",
        remedy: "Bring the new tunnel up first, and change the rules in the same transaction.",
        commands: ["sudo watertight drill"],
        seenBy: ["lan", "isp", "destination"],
        severity: .critical,
        references: ["Reconnect gaps of 161 to 373 ms with wg-quick"])
}
