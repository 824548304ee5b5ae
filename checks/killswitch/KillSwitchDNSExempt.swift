internal import Audit
internal import Evidence
internal import Wire

extension Check {
    /// Look-ups are held as everything else is.
    static let killSwitchDNSExempt = Check(
        "killswitch.dns-exempt",
        card: .dnsExempt,
        needs: drillNeeds,
        specimen: Specimen(
            [Specimen.datagram(to: 53, Specimen.text)],
            of: TrafficCell(.dns, .udp, by: .root, to: Specimen.server, port: 53),
            under: .interfaceDeleted)
    ) { scene in
        scene.weigh(.dnsExempt, by: .dnsExempt, of: [.dns])
    }
}

extension Card {
    fileprivate static let dnsExempt = Card(
        line: "DNS while blocked",
        claim: "Look-ups are held as everything else is.",
        failure: "%d packets of look-ups left",
        why: "Port 53 is open while all else is blocked, so the provider reads the names.",
        limits: "Looks at plain DNS.",
        remedy: "Exempt the client alone, and only to an address that it knows.",
        commands: ["sudo watertight drill"],
        seenBy: ["lan", "isp", "destination"],
        severity: .critical,
        references: ["Mysterium node, outgoing firewall: accepts port 53"])
}
