extension Leak {
    /// Plain DNS to a private address, inside the tunnel.
    static let tunnelResolver = Leak(
        "tunnel-resolver", "Names are looked up at the tunnel's private resolver.",
        apply: { lab throws(LabError) in try lab.start([Stimulus(.lookUp)]) })
}
