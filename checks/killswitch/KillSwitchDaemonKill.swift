internal import Audit
internal import Evidence
internal import Wire

extension Check {
    /// When the client dies, nothing leaves outside the tunnel.
    static let killSwitchDaemonKill = Check(
        "killswitch.daemon-kill",
        card: .daemonKill,
        needs: drillNeeds,
        specimen: Specimen(
            [Specimen.datagram(to: 4000, Specimen.text)],
            of: TrafficCell(.new, .udp, by: .root, to: Specimen.server, port: 4000),
            under: .clientSIGKILL)
    ) { scene in
        scene.weigh(.daemonKill, under: [.clientSIGKILL, .clientSIGTERM, .clientSIGSTOP])
    }
}

extension Card {
    fileprivate static let daemonKill = Card(
        line: "Client killed",
        claim: "When the client dies, nothing leaves outside the tunnel.",
        failure: "%d packets left",
        why: """
            The client holds the tunnel open, and whatever blocked in its process or was cleaned \
            up on its exit is gone with it.
            """,
        limits: "A client inside the kernel has no process that could be killed.",
        remedy: """
            Keep the block rules in a table that a service of its own owns, so that they outlive \
            the client.
            """,
        commands: ["sudo watertight drill"],
        seenBy: ["lan", "isp", "destination"],
        severity: .critical,
        references: ["ExpressVPN leak testing suite, kill_vpn_process"])
}
