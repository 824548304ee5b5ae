internal import Audit
internal import Evidence
internal import Wire

extension Check {
    /// IPv4 wrapped in IPv6 for NAT64 outside the tunnel.
    static let leakIPv6Synth = Check(
        "leak.ipv6-synth",
        card: Card(
            line: "IPv4 over NAT64",
            claim: "No IPv4 destination was reached through NAT64 outside the tunnel.",
            failure: "%d packets left through NAT64 outside the tunnel",
            why: """
                On a network without IPv4 the system wraps IPv4 addresses in IPv6. A tunnel or kill \
                switch that knows only IPv4 never sees them, so all of IPv4 leaves in clear.
                """,
            limits: """
                Knows the well-known prefix, the local-use prefix, and prefixes that a router \
                advertises in this capture. A prefix learnt earlier or from DNS64 looks like ordinary \
                IPv6.
                """,
            remedy: """
                Send all of IPv6 into the tunnel as one family, and run the translation inside it.
                """,
            commands: [
                "sudo ip -6 route add 64:ff9b::/96 dev wg0",
                "sudo nft insert rule inet filter output oifname != { \"wg0\", \"lo\" } "
                    + "ip6 daddr { 64:ff9b::/96, 64:ff9b:1::/48 } drop",
            ],
            seenBy: ["lan", "isp", "destination"],
            severity: .high,
            references: ["RFC 6052", "RFC 6877", "RFC 7050", "RFC 8215", "RFC 8781"]),
        specimen: Specimen([
            Specimen.sent.udp(
                Specimen.address6, Specimen.port,
                IPAddress(high: 0x0064_ff9b_0000_0000, low: UInt64(Specimen.server.v4)), 4000,
                Specimen.text)
        ]),
        turnsOnClaims: true,
        refuses: { scene in
            scene.recording.showsNAT64
                ? nil
                : Precondition("no_nat64", fact: "no NAT64 prefix was announced or used")
        }
    ) { $0.traits.contains(.nat64) }
}

extension Recording {
    /// Whether a NAT64 prefix was announced, or used outside or inside the tunnel.
    fileprivate var showsNAT64: Bool {
        shows(.nat64Announced)
            || ledger.strata.contains { $0.traffic.traits.contains(.nat64) }
    }
}
