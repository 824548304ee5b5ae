extension Leak {
    /// Plain DNS over IPv6, inside the tunnel.
    static let tunnelResolver6 = Leak(
        "tunnel-resolver6", "Names are looked up at the tunnel's resolver over IPv6.",
        shape: { $0.resolver = $0.last.server6 },
        apply: { lab throws(LabError) in try lab.start([Stimulus(.lookUp)]) })
}
