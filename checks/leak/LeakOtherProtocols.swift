internal import Audit
internal import Evidence
internal import Wire

extension Check {
    /// Protocols other than TCP and UDP outside the tunnel.
    static let leakOtherProtocols = Check(
        "leak.other-protocols",
        card: Card(
            line: "Other protocols",
            claim: "Neither ping nor another protocol beside TCP and UDP left outside.",
            failure: "%d packets of other protocols than TCP and UDP left outside the tunnel",
            why: """
                Rules were written for TCP and UDP only, so ICMP, SCTP, GRE and others pass. Each of \
                them shows the real address to its destination.
                """,
            limits: """
                Counts every protocol number that is neither TCP nor UDP, apart from neighbour \
                discovery, group membership, and errors that quote the tunnel's own packets. Routers \
                at home drop many of them, so nothing may arrive, and yet they left.
                """,
            remedy: "Drop by default, whatever the protocol.",
            commands: [
                "sudo nft insert rule inet filter output oifname != { \"wg0\", \"lo\" } "
                    + "ip daddr != 203.0.113.10 meta l4proto != { tcp, udp } drop"
            ],
            seenBy: ["lan", "isp", "destination"],
            severity: .high,
            references: ["RFC 792", "RFC 4443", "RFC 9260"]),
        specimen: Specimen([
            // An echo request (RFC 792).
            Specimen.sent.packet(
                Specimen.address, Specimen.server, IPProtocol.icmp,
                [8, 0, 0x5a, 0x3c, 0x1f, 0x2e, 0, 1] + Specimen.text)
        ]),
        citesEarlier: false
    ) { $0.trafficClass == .other }
}
