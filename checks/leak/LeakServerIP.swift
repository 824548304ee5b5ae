internal import Audit
internal import Evidence
internal import Wire

extension Check {
    /// Traffic to the entry's address that is not the tunnel's.
    static let leakServerIP = Check(
        "leak.serverip",
        card: Card(
            line: "Traffic to the entry",
            claim: "Nothing but the tunnel itself was sent to the tunnel's entry.",
            failure: "%d packets beside the tunnel's own went to its entry",
            why: """
                The route to the entry is open to every program, so traffic to that address passes \
                beside the tunnel. If the entry's name is looked up in clear, an attacker chooses \
                that address.
                """,
            limits: """
                Sees other ports and protocols of the entry's address, not other programs that use \
                the tunnel's own port. It is critical where this capture shows a plain answer that names \
                the entry before the tunnel began, and medium otherwise.
                """,
            remedy: """
                Allow the entry only for the tunnel's own mark, user or control group, and pin its \
                address.
                """,
            commands: [
                "sudo nft insert rule inet filter output ip daddr 203.0.113.10 "
                    + "meta mark != 51820 drop"
            ],
            seenBy: ["lan", "isp", "destination"],
            severity: .high,
            references: [
                "TunnelCrack: vanhoefm/vpnleaks", "CVE-2023-36671", "CVE-2023-36673",
            ]),
        specimen: Specimen([
            Specimen.sent.tcp(
                Specimen.address, Specimen.port, Specimen.entry, 443, [], flags: 0x02)
        ]),
        grade: { scene, _ in scene.recording.shows(.entryLookedUp) ? .critical : .medium },
        probes: { $0.isBesideTheTunnel($1) }
    ) { $0.traits.contains(.toOuterAddress) }
}

extension Case {
    /// Whether a probe of an unprivileged user went to the entry's address, and not to its port.
    fileprivate func isBesideTheTunnel(_ probe: Answer) -> Bool {
        let flows = recording.subject.outer.filter { $0.prefix.contains(probe.remote) }
        return probe.user != 0 && !flows.isEmpty
            && !flows.contains { $0.port == nil || $0.port == probe.remotePort }
    }
}
