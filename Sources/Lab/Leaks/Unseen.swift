extension Leak {
    /// Faults that no packet on the client's own interfaces shows, before somebody is asked.
    public static let unseen: [Leak] = [.ispResolver, .clientSubnet, .pageAddresses]

    /// Names that travel inside the tunnel and end at the provider all the same.
    static let ispResolver = Leak(
        "resolver-isp", "The tunnel's resolver asks the provider's resolver for every name.",
        asked: ["dns.resolver-identity"],
        shape: { design in
            design.resolvers[design.last.node] = Resolver.Trait(
                upstream: Node.isp.ipv4 ?? "", forwards: true)
        },
        apply: { lab throws(LabError) in try lab.start([Stimulus(.lookUp)]) })

    /// A resolver that tells who asks.
    static let clientSubnet = Leak(
        "ecs", "The tunnel's resolver passes on the client's subnet with each question.",
        asked: ["dns.ecs"],
        shape: { design in
            let auth = Node.auth.ipv4 ?? ""
            design.resolvers[design.last.node] = Resolver.Trait(
                modules: "subnetcache iterator",
                lines: ["send-client-subnet: \(auth)", "client-subnet-always-forward: yes"])
        },
        apply: { lab throws(LabError) in try lab.start([Stimulus(.lookUp)]) })
}
