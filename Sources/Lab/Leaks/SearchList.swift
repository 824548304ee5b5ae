extension Leak {
    /// A search list that the lease brings.
    static let searchList = Leak(
        "search-list", "A renewed lease brings a search list, and a program looks for its proxy.",
        // The names leave as plain look-ups, to the resolver of the lease.
        reds: ["dns.underlay-53", "dns.search-local", "dns.rogue-resolver"],
        shape: { design in
            design.lease.asked = ["domain-name", "domain-search"]
            design.lease.options = ["option:domain-search,home.arpa", Lease.soonRenewed]
            design.lease.replacesResolver = true
        },
        apply: { lab throws(LabError) in
            try lab.waitForClientResolver(Addresses.router)
            // What a browser asks for that shall find its proxy by itself (WPAD).
            try lab.start([Stimulus(.tcp(port: 80), to: "wpad")])
        })
}
