internal import Audit
internal import Evidence
internal import Wire

extension Check {
    /// The tunnel's own address as a source outside the tunnel.
    static let leakInnerSource = Check(
        "leak.inner-source",
        card: .innerSource,
        specimen: Specimen(
            [
                Specimen.sent.udp(
                    Specimen.inner, Specimen.port, Specimen.server, 4000, Specimen.text)
            ],
            inside: [
                Specimen.sent.udp(
                    Specimen.inner, Specimen.port, Specimen.server, 4000, Specimen.text)
            ]),
        explain: { $0.reason(of: .innerSource, for: $1) }
    ) { $0.traits.contains(.innerSource) }
}

extension Card {
    fileprivate static let innerSource = Card(
        line: "Tunnel address outside",
        claim: "No packet with the tunnel's address as its source left outside the tunnel.",
        failure: "%d packets with the tunnel's address left outside the tunnel",
        why: """
            The routes into the tunnel went while sockets still held its address. Provider and \
            neighbours see the destination, the port and the address inside the tunnel.
            """,
        limits: """
            Knows the tunnel's addresses only from a capture inside the tunnel. Nobody outside \
            can answer such packets, so servers never see them.
            """,
        remedy: """
            Tie block rules to the interface rather than to the source address, and drop private \
            sources on the uplink.
            """,
        commands: [
            "sudo nft insert rule inet filter output oifname \"eth0\" ip saddr 10.64.0.0/10 drop"
        ],
        seenBy: ["lan", "isp"],
        severity: .high,
        references: ["Mullvad, known issues: packets may have the source IP of the tunnel"])
}
