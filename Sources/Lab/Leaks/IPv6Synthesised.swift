extension Leak {
    /// IPv4 that leaves as IPv6.
    static let ipv6Synthesised = Leak(
        "nat64", "A resolver wraps IPv4 addresses for NAT64, and the tunnel carries IPv4 only.",
        // What is wrapped is IPv6 past the tunnel as well.
        reds: ["leak.ipv6-synth", "leak.ipv6-native"],
        shape: { design in
            design.tunnelHasIPv6 = false
            // It is asked through the tunnel, and answers for the network outside (RFC 6147).
            design.resolver = Node.isp.ipv4 ?? ""
            design.resolvers[.isp] = Resolver.Trait(
                modules: "dns64 iterator", lines: ["dns64-prefix: 64:ff9b::/96"])
        },
        apply: { lab throws(LabError) in
            try lab.advertiseIPv6()
            try lab.start([Stimulus(.udp(port: 4000, bytes: 64), to: "only4.leak.test")])
        })
}
