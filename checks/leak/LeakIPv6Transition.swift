internal import Audit
internal import Evidence
internal import Wire

extension Check {
    /// IPv6 wrapped in IPv4 outside the tunnel.
    static let leakIPv6Transition = Check(
        "leak.ipv6-transition",
        card: Card(
            line: "IPv6 in IPv4",
            claim: "No IPv6 left wrapped in IPv4 outside the tunnel.",
            failure: "%d packets of IPv6 in IPv4 left outside the tunnel",
            why: """
                An automatic tunnel such as 6to4 or Teredo was still up, so IPv6 passed beside the \
                VPN through a relay, and the real address can be read from its address.
                """,
            limits: """
                Sees IP in IP, IPv6 in GRE, Teredo on its port, and the addresses of 6to4 and Teredo. \
                IPv6 inside another UDP port is counted as ordinary traffic. The 6rd relay of a \
                provider fails too unless the policy allows it.
                """,
            remedy: "Remove automatic tunnels, and drop their protocols outside the VPN.",
            commands: [
                "sudo ip link set sit0 down",
                "sudo nft insert rule inet filter output oifname != { \"wg0\", \"lo\" } "
                    + "meta l4proto { 4, 41, 47 } drop",
            ],
            seenBy: ["lan", "isp", "destination"],
            severity: .high,
            references: ["RFC 3056", "RFC 4380", "RFC 5214", "RFC 7123"]),
        specimen: Specimen([
            Specimen.sent.packet(
                Specimen.address, Specimen.server, IPProtocol.ipv6,
                Array(
                    Specimen.sent.udp(
                        Specimen.address6, Specimen.port, Specimen.server6, 4000, Specimen.text
                    ).dropFirst(14)))
        ])
    ) { $0.trafficClass == .transition }
}
