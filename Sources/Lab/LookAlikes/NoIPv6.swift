extension Leak {
    /// A machine without IPv6.
    static let noIPv6 = Leak(
        "no-ipv6", "The client has no IPv6 at all.",
        shape: { design in
            design.hasIPv6 = false
            design.tunnelHasIPv6 = false
        },
        apply: { lab throws(LabError) in try lab.start([Stimulus(.lookUp)]) })
}
