extension Leak {
    /// The leaks by bound sockets over IPv6, beside a tunnel that carries it too.
    static let boundIPv6: [Leak] = [
        bound6(
            "iface-bind6", "A program binds its IPv6 sockets to eth0.", reds: "leak.ipv6-native",
            stimulus: Stimulus(
                .udp(port: 4000, bytes: 64), to: Node.srv.ipv6 ?? "", device: Addresses.underlay)),
        bound6(
            "stun-bind6", "A program asks a STUN server over IPv6 from eth0.",
            reds: "webrtc.srflx", "leak.ipv6-native",
            stimulus: Stimulus(.stun, to: Node.stun.ipv6 ?? "", device: Addresses.underlay)),
        bound6(
            "ntp6", "A program asks for the time over IPv6 from eth0.",
            reds: "leak.ntp", "leak.ipv6-native",
            stimulus: Stimulus(.ntp, to: Node.srv.ipv6 ?? "", device: Addresses.underlay)),
        bound6(
            "fragments6", "A program sends IPv6 datagrams of 3000 bytes from eth0.",
            reds: "leak.fragments", "leak.ipv6-native",
            stimulus: Stimulus(
                .udp(port: 4000, bytes: 3000), to: Node.srv.ipv6 ?? "", device: Addresses.underlay)),
        Leak(
            "icmp-bind6", "A ping over IPv6 is bound to eth0.",
            reds: ["leak.other-protocols", "leak.ipv6-native"],
            apply: { lab throws(LabError) in
                try lab.advertiseIPv6()
                try lab.ping(Node.srv.ipv6 ?? "")
            }),
    ]

    // Whatever it is, it is IPv6 past the tunnel as well.
    private static func bound6(
        _ id: String, _ line: String, reds: String..., stimulus: Stimulus
    ) -> Leak {
        Leak(
            id, line, reds: reds,
            apply: { lab throws(LabError) in
                try lab.advertiseIPv6()
                try lab.start([stimulus])
            })
    }
}
