internal import Audit
internal import Evidence

extension Check {
    /// Plain DNS outside the tunnel.
    static let dnsUnderlay53 = Check(
        "dns.underlay-53",
        card: Card(
            line: "DNS",
            claim: "No name was looked up in clear outside the tunnel.",
            failure: "%d packets of plain DNS left outside the tunnel",
            why: """
                A resolver of the local network or the provider was still asked, so whoever runs it \
                and everyone on the path could read the names.
                """,
            limits: """
                Sees plain DNS over UDP and TCP on port 53, unicast queries on port 5353, and queries \
                that are recognised on other UDP ports. Does not see who answers a query that went \
                through the tunnel, nor names that are looked up over TLS, HTTPS or QUIC. A resolver \
                on the local network counts even where the local network is allowed.
                """,
            remedy: """
                Ask only the tunnel's resolver, and block port 53 on every other interface before \
                any rule that accepts the local network.
                """,
            commands: [
                "sudo resolvectl domain wg0 '~.'",
                "sudo resolvectl default-route eth0 false",
                "sudo nft insert rule inet filter output oifname != { \"wg0\", \"lo\" } "
                    + "meta l4proto { tcp, udp } th dport 53 drop",
            ],
            seenBy: ["lan", "isp", "isp_resolver"],
            severity: .critical,
            references: ["RFC 1035, section 4.2", "RFC 9076"]),
        specimen: Specimen([Specimen.datagram(to: 53, Specimen.query("www.example.com"))])
    ) { $0.trafficClass == .dns }
}
