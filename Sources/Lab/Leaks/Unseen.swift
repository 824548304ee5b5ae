extension Leak {
    /// Faults that no packet on the client's own interfaces shows: who asks outside, or on the local
    /// network, sees them.
    public static let unseen: [Leak] = [.ispResolver, .clientSubnet, .arpInner]

    /// Names that travel inside the tunnel and end at the provider all the same.
    static let ispResolver = Leak(
        "resolver-isp", "The tunnel's resolver asks the provider's resolver for every name.",
        shape: { design in
            design.resolvers[design.last.node] = Resolver.Trait(
                upstream: Node.isp.ipv4 ?? "", forwards: true)
        },
        apply: { lab throws(LabError) in try lab.start([Stimulus(.lookUp)]) })

    /// A resolver that tells who asks.
    static let clientSubnet = Leak(
        "ecs", "The tunnel's resolver passes on the client's subnet with each question.",
        shape: { design in
            let auth = Node.auth.ipv4 ?? ""
            design.resolvers[design.last.node] = Resolver.Trait(
                modules: "subnetcache iterator",
                lines: ["send-client-subnet: \(auth)", "client-subnet-always-forward: yes"])
        },
        apply: { lab throws(LabError) in try lab.start([Stimulus(.lookUp)]) })

    /// A neighbour that finds out the address inside the tunnel.
    static let arpInner = Leak(
        "arp-inner", "The client answers a neighbour's ARP question for its address in the tunnel.",
        apply: { lab throws(LabError) in
            try lab.start(
                ["arping", "-q", "-I", "eth0", lab.design.last.client4], on: .mal,
                log: "arping.log")
        })
}
