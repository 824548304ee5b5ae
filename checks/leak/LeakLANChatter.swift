internal import Audit
internal import Evidence
internal import Wire

extension Check {
    /// Names and services told to the local network.
    static let leakLANChatter = Check(
        "leak.lan-chatter",
        card: Card(
            line: "Names told to the network",
            claim: "The machine told its neighbours neither names nor services.",
            failure: "%d packets told the local network about this machine",
            why: """
                Discovery protocols call out to all neighbours. They show which services the machine \
                looks for, and often its host name, its user's name or its MAC address.
                """,
            limits: """
                Sees mDNS, LLMNR, NetBIOS, SSDP, WS-Discovery, Dropbox discovery and other UDP to \
                groups on the link. Group joins are tolerated and never fail. Services wait minutes \
                between calls, so listen for at least 60 s.
                """,
            remedy: "Switch discovery off on the uplink, and block what still calls out.",
            commands: [
                "sudo resolvectl mdns eth0 no",
                "sudo resolvectl llmnr eth0 no",
                "sudo nft insert rule inet filter output oifname \"eth0\" "
                    + "udp dport { 137, 138, 1900, 3702, 5353, 5355, 17500 } drop",
            ],
            seenBy: ["lan"],
            severity: .low,
            references: ["RFC 6762", "RFC 4795", "RFC 8386"]),
        specimen: Specimen([
            Specimen.sent(to: 0x0100_5e00_00fb).udp(
                Specimen.address, 5353, IPAddress(v4: 0xe000_00fb), 5353,
                // A response with one address record of this machine's (RFC 6762, 8.3).
                [0, 0, 0x84, 0, 0, 0, 0, 1, 0, 0, 0, 0] + Specimen.labels("laptop.local")
                    + [0, 1, 0x80, 1, 0, 0, 0, 120, 0, 4, 192, 168, 50, 125],
                hopLimit: 255)
        ]),
        citesEarlier: false,
        grade: { _, strata in
            strata.contains { $0.traffic.traits.contains(.identity) } ? .medium : .low
        }
    ) { $0.trafficClass == .chatter }
}
