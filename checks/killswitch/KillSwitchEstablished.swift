internal import Audit
internal import Evidence
internal import Wire

extension Check {
    /// Flows that were open before are held as new ones are.
    static let killSwitchEstablished = Check(
        "killswitch.established",
        card: .established,
        needs: drillNeeds,
        specimen: Specimen(
            [Specimen.datagram(to: 4000, Specimen.text)],
            of: TrafficCell(.established, .udp, by: .root, to: Specimen.server, port: 4000),
            under: .interfaceDeleted)
    ) { scene in
        scene.weigh(.established, by: .established, of: [.established, .preconnect])
    }
}

extension Card {
    fileprivate static let established = Card(
        line: "Open connections",
        claim: "Flows that were open before are held as new ones are.",
        failure: "%d packets of open flows left",
        why: """
            A rule accepts what belongs to a known connection, or rejects only new ones; \
            connections that were open go on outside.
            """,
        limits: "Drills the flows that it opened itself.",
        remedy: """
            Drop by interface whatever the state, and cut what is open when the tunnel connects \
            (conntrack -D, ss -K).
            """,
        commands: ["sudo watertight drill"],
        seenBy: ["lan", "isp", "destination"],
        severity: .critical,
        references: ["Mysterium node, outgoing firewall: rejects only ctstate NEW"])
}
