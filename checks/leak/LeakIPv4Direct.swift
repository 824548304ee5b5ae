internal import Audit
internal import Evidence
internal import Wire

extension Check {
    /// TCP and UDP over IPv4 outside the tunnel, for no more specific cause.
    static let leakIPv4Direct = Check(
        "leak.ipv4-direct",
        card: Card(
            line: "Other traffic",
            claim: "No TCP or UDP over IPv4 left outside the tunnel.",
            failure: "%d packets left outside the tunnel",
            why: """
                They took the normal route: the tunnel's was missing, weaker or overridden. Their \
                destinations saw the real address, and everyone on the path saw the destinations.
                """,
            limits: """
                Counts what no other check claims, so a leak of names, clock or WebRTC is told there. \
                A reply to a connection from before the tunnel counts too. What the machine did not \
                try to send while the capture ran could not be seen.
                """,
            remedy: """
                Keep a default route into the tunnel, and drop everything else by rules that stay \
                when the client stops.
                """,
            commands: [
                "ip route get 192.0.2.1",
                "sudo nft insert rule inet filter output oifname != { \"wg0\", \"lo\" } "
                    + "ip daddr != 203.0.113.10 drop",
            ],
            seenBy: ["lan", "isp", "destination"],
            severity: .critical,
            references: ["ExpressVPN leak testing suite"]),
        specimen: Specimen([
            Specimen.sent.tcp(
                Specimen.address, Specimen.port, Specimen.server, 443, [], flags: 0x02)
        ]),
        citesEarlier: false
    ) { $0.isIPv4 && ($0.isTCP || $0.isUDP) }
}
