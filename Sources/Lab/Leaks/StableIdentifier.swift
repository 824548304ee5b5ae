extension Leak {
    /// An address that names the device.
    static let stableIdentifier = Leak(
        "eui64", "The client's IPv6 address holds its MAC address, and leaves outside the tunnel.",
        // Only a packet that is outside the tunnel shows it to anybody.
        reds: ["leak.ipv6-native", "leak.eui64-stable"],
        shape: { design in
            design.tunnelHasIPv6 = false
            design.more[.client] = Design.More(settings: [
                "net.ipv6.conf.default.addr_gen_mode=0"
            ])
        },
        apply: { lab throws(LabError) in
            try lab.advertiseIPv6()
            try lab.start([Stimulus(.udp(port: 4000, bytes: 64), to: Node.srv.ipv6 ?? "")])
        })
}
