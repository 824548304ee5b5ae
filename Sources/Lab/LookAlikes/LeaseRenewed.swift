extension Leak {
    /// DHCP that does its work.
    static let leaseRenewed = Leak(
        "dhcp-renew", "The lease is renewed every few seconds and brings nothing new.",
        shape: { $0.lease.options = [Lease.soonRenewed] },
        apply: { lab throws(LabError) in try lab.start([Stimulus(.lookUp)]) })
}
