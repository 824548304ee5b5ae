internal import Audit
internal import Evidence
internal import Wire

extension Check {
    /// When another program reloads the firewall, nothing leaves outside the tunnel.
    static let killSwitchRuleConflict = Check(
        "killswitch.rule-conflict",
        card: .ruleConflict,
        needs: drillNeeds,
        specimen: Specimen(
            [Specimen.datagram(to: 4000, Specimen.text)],
            of: TrafficCell(.new, .udp, by: .root, to: Specimen.server, port: 4000),
            under: .firewallReload)
    ) { scene in
        scene.weigh(.ruleConflict, under: [.firewallReload])
    }
}

extension Card {
    fileprivate static let ruleConflict = Card(
        line: "Firewall reloaded",
        claim: """
            When another program reloads the firewall, nothing leaves outside the tunnel.
            """,
        failure: "%d packets left",
        why: """
            The other program flushed the rules of the kill switch with its own, or accepts before \
            them.
            """,
        limits: "Drills one way of reloading: flush and load.",
        remedy: """
            Keep the rules in a table of their own, watch it, and load it again when it goes.
            """,
        commands: ["sudo watertight drill"],
        seenBy: ["lan", "isp", "destination"],
        severity: .high,
        references: ["protonvpn issue 118"])
}
