extension Leak {
    /// UDP beside a tunnel that is TCP.
    static let udpBypass = Leak(
        "udp-bypass", "A tunnel of OpenVPN over TCP, and a rule that sends UDP past it.",
        reds: ["leak.udp-bypass"],
        shape: { $0.tunnel = .openVPN },
        apply: { lab throws(LabError) in
            try lab.run(
                ip: .client,
                [
                    "route add default via \(Addresses.router) dev \(Addresses.underlay) table 100",
                    "rule add ipproto udp lookup 100 priority 100",
                ])
            try lab.start([Stimulus(.udp(port: 4000, bytes: 64), to: Node.srv.ipv4 ?? "")])
        })
}
