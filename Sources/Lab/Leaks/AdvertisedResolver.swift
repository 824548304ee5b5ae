extension Leak {
    /// A resolver that a router advertisement names.
    static let advertisedResolver = Leak(
        "rdnss", "A router advertisement names a resolver, which the client takes.",
        // The look-ups are IPv6 past the tunnel as well.
        reds: ["dns.underlay-53", "leak.ipv6-native", "dns.rogue-resolver"],
        shape: { $0.tunnelHasIPv6 = false },
        apply: { lab throws(LabError) in
            let resolver = Node.isp.ipv6 ?? ""
            try lab.advertiseIPv6("RDNSS \(resolver) {};")
            // What a network daemon would do with it.
            try lab.write(etc: "resolv.conf", "nameserver \(resolver)\n", of: .client)
            try lab.start([Stimulus(.lookUp)])
        })
}
