extension Leak {
    /// A resolver that a router advertisement names.
    static let advertisedResolver = Leak(
        "rdnss", "A router advertisement names a resolver, which the client takes.",
        reds: ["dns.underlay-53"],
        shape: { $0.tunnelHasIPv6 = false },
        apply: { lab throws(LabError) in
            let resolver = Node.isp.ipv6 ?? ""
            _ = try lab.start(HomeNetwork.advertisements("RDNSS \(resolver) {};"))
            try lab.waitForClientAddress(startingWith: "20010db80050")
            // What a network daemon would do with it.
            try lab.write(etc: "resolv.conf", "nameserver \(resolver)\n", of: .client)
            try lab.start([Stimulus(.lookUp)])
        })
}
