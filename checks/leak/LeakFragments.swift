internal import Audit
internal import Evidence
internal import Wire

extension Check {
    /// Fragments outside the tunnel.
    static let leakFragments = Check(
        "leak.fragments",
        card: Card(
            line: "Fragments",
            claim: "No part of a fragmented packet left outside the tunnel.",
            failure: "%d packets left outside the tunnel as fragments",
            why: """
                Only the first part of a fragmented packet holds ports. Rules that look at ports let \
                the others through, with what they carry.
                """,
            limits: """
                Counts all parts of a datagram that is not the tunnel's. Netfilter puts parts \
                together before its rules where connection tracking is on, so such rules may look \
                safe only for that reason.
                """,
            remedy: "Allow traffic by interface instead of by port.",
            commands: [
                "sudo nft insert rule inet filter output oifname != { \"wg0\", \"lo\" } "
                    + "ip frag-off & 0x3fff != 0 ip daddr != 203.0.113.10 drop",
                "sudo nft insert rule inet filter output oifname != { \"wg0\", \"lo\" } "
                    + "exthdr frag exists drop",
            ],
            seenBy: ["lan", "isp", "destination"],
            severity: .medium,
            references: ["RFC 6946", "RFC 7113", "RFC 8900"]),
        specimen: Specimen([
            Specimen.sent.packet(
                Specimen.address, Specimen.server, IPProtocol.udp,
                // A datagram of 1 480 bytes, of which this part holds the first 24.
                [0x9c, 0x40, 0x0f, 0xa0, 0x05, 0xc8, 0, 0] + Array(repeating: 0x5c, count: 16),
                fragmentation: 0x2000, identification: 0x1f2e),
            Specimen.sent.packet(
                Specimen.address, Specimen.server, IPProtocol.udp,
                Array(repeating: 0x5c, count: 16), fragmentation: 0x0003,
                identification: 0x1f2e),
        ])
    ) { $0.traits.contains(.fragment) }
}
