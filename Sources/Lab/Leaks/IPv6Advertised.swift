extension Leak {
    /// IPv6 appears under a tunnel that carries IPv4 alone.
    static let ipv6Advertised = Leak(
        "v6-ra", "The home router advertises IPv6 and the tunnel carries IPv4 only.",
        reds: ["leak.ipv6-native"], asked: ["exit.identity", "exit.dual-stack"],
        shape: { $0.tunnelHasIPv6 = false },
        apply: { lab throws(LabError) in
            try lab.advertiseIPv6()
            try lab.start([Stimulus(.udp(port: 4000, bytes: 64), to: Node.srv.ipv6 ?? "")])
        })
}
