extension Leak {
    /// The entry is given by name.
    static let bootstrapName = Leak(
        "bootstrap-name",
        "The client knows the entry by name, and asks the home router for it when it connects.",
        reds: ["dns.bootstrap-name"], shape: { $0.entryName = "vpn.leak.test" })
}
