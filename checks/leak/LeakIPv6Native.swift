internal import Audit
internal import Evidence
internal import Wire

extension Check {
    /// IPv6 outside the tunnel.
    static let leakIPv6Native = Check(
        "leak.ipv6-native",
        card: Card(
            line: "IPv6",
            claim: "No IPv6 packet left outside the tunnel.",
            failure: "%d packets of IPv6 left outside the tunnel",
            why: """
                The tunnel carries IPv4 only, or its IPv6 route was lost, and names with both kinds \
                of address prefer IPv6. The address is global and often stable for a household.
                """,
            limits: """
                Link-local and multicast destinations do not count. Where the capture shows no IPv6 \
                at all, neither outside nor inside, the check does not apply: that says nothing \
                about a network with IPv6.
                """,
            remedy: """
                Route all of IPv6 into the tunnel, or block it, with rules for both families. Turning \
                autoconfiguration off is not enough.
                """,
            commands: [
                "sudo ip -6 route add ::/1 dev wg0",
                "sudo ip -6 route add 8000::/1 dev wg0",
                "sudo nft insert rule inet filter output oifname != { \"wg0\", \"lo\" } "
                    + "ip6 daddr != { fe80::/10, ff00::/8 } drop",
            ],
            seenBy: ["lan", "isp", "destination"],
            severity: .critical,
            references: ["RFC 7359", "Cho and Heidemann, IMC 2025"]),
        specimen: Specimen([
            Specimen.sent.udp(
                Specimen.address6, Specimen.port, Specimen.server6, 4000, Specimen.text)
        ]),
        refuses: { $0.recording.lackOfIPv6 }
    ) { $0.isIPv6 && $0.reach == .far }
}
