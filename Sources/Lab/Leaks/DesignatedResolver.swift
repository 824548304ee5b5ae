extension Leak {
    /// A resolver over TLS that the local network designates.
    static let designatedResolver = Leak(
        "ddr",
        "The home router designates a resolver over TLS, and the client keeps it (RFC 9462).",
        // The question for it is a plain look-up.
        reds: ["dns.underlay-53", "dns.encrypted-bypass", "dns.ddr"],
        shape: { design in
            // Priority 1, dns.leak.test; alpn = dot; ipv4hint = srv (RFC 9460, section 2.2).
            let name = "03646e73046c65616b047465737400"
            design.homeRecords = [
                "_dns.resolver.arpa,64,0001" + name + "0001000403646f74" + "00040004cb007150"
            ]
        },
        apply: { lab throws(LabError) in
            try lab.start([
                Stimulus(.designated, to: Addresses.router, device: Addresses.underlay)
            ])
            try lab.resolveOverTLS(at: Node.srv.ipv4 ?? "")
        })
}
