extension Leak {
    /// A resolver over TLS past the tunnel.
    static let encryptedDNSRoute = Leak(
        "dot-route",
        "A rule sends DNS over TLS past the tunnel, and the system's resolver uses it.",
        reds: ["dns.encrypted-bypass"],
        apply: { lab throws(LabError) in try lab.resolveOverTLS(at: Node.srv.ipv4 ?? "") })
}

extension LiveLab {
    /// Makes the client resolve names by a server's DNS over TLS, which a rule keeps out of the tunnel.
    func resolveOverTLS(at server: String) throws(LabError) {
        try run(ip: .client, ["rule add ipproto tcp dport 853 lookup main priority 100"])
        let trait = Resolver.Trait(upstream: server + "@853", usesTLS: true)
        try start(Resolver.service(on: .client, addresses: ["127.0.0.1"], trait)).wait()
        try write(etc: "resolv.conf", "nameserver 127.0.0.1\n", of: .client)
        try start([Stimulus(.lookUp)])
    }
}
