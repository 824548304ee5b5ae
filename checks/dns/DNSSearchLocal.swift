internal import Audit
internal import Evidence
internal import Wire

extension Check {
    /// Names of a local network asked outside, and public names asked of the local network.
    static let dnsSearchLocal = Check(
        "dns.search-local",
        card: Card(
            line: "Local names",
            claim: "No name of a local network and no fallback look-up left outside the tunnel.",
            failure: "%d packets asked the local network for names",
            why: """
                A search list, WPAD or a reverse look-up named things of a private network, or a \
                public name was asked of all neighbours. Whoever answers first can steer the machine.
                """,
            limits: """
                Sees single-label names, wpad and isatap, reverse look-ups of private addresses, and \
                public names asked by LLMNR or mDNS. A public name that carries a search suffix \
                looks like any other public name and is counted under dns.underlay-53 only.
                """,
            remedy: """
                Drop the search list while the tunnel is up, switch proxy discovery off, and switch \
                LLMNR off on the uplink.
                """,
            commands: [
                "sudo resolvectl domain eth0 ''",
                "sudo resolvectl llmnr eth0 no",
            ],
            seenBy: ["lan", "isp_resolver"],
            severity: .medium,
            references: ["RFC 4795", "RFC 6303", "RFC 7535"]),
        specimen: Specimen([
            Specimen.sent.udp(
                Specimen.address, Specimen.port, Specimen.gateway, 53,
                Specimen.query("wpad.example.com"))
        ])
    ) { traffic in
        switch traffic.trafficClass {
        case .dns: traffic.traits.contains(.localName)
        case .chatter: traffic.traits.contains(.publicName)
        default: false
        }
    }
}
