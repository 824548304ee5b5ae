extension Leak {
    /// A renewed lease that replaces the tunnel's resolver.
    static let rogueResolver = Leak(
        "rogue-resolver",
        "A rogue DHCP server names itself as the resolver when a lease is renewed.",
        reds: ["dns.underlay-53", "dns.rogue-resolver"],
        shape: { design in
            design.lease.server = .mal
            design.lease.resolver = Node.mal.ipv4
            design.lease.options = [Lease.soonRenewed]
            design.lease.replacesResolver = true
        },
        apply: { lab throws(LabError) in
            try lab.waitForClientResolver(Node.mal.ipv4 ?? "")
            try lab.start([Stimulus(.lookUp)])
        })
}
