extension Leak {
    /// A ping past the tunnel.
    static let icmpBind = Leak(
        "icmp-bind", "A ping is bound to the physical interface.",
        reds: ["leak.other-protocols"],
        apply: { lab throws(LabError) in
            try lab.start(
                [
                    "ping", "-n", "-q", "-i", "0.2", "-w", "3600", "-I", Addresses.underlay,
                    Node.srv.ipv4 ?? "",
                ], on: .client, log: "ping.log")
        })
}
