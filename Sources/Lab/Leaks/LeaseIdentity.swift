extension Leak {
    /// A DHCP client that says who it is.
    static let leaseIdentity = Leak(
        "dhcp-name", "The DHCP client tells the machine's name with each renewal.",
        reds: ["leak.dhcp-identity"],
        shape: { design in
            design.lease.told = ["host-name \"laptop\""]
            design.lease.resolver = nil
            design.lease.options = [Lease.soonRenewed]
        })
}
