extension Leak {
    /// A ping past the tunnel.
    static let icmpBind = Leak(
        "icmp-bind", "A ping is bound to the physical interface.",
        reds: ["leak.other-protocols"],
        apply: { lab throws(LabError) in try lab.ping(Node.srv.ipv4 ?? "") })
}
