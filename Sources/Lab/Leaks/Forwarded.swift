extension Leak {
    /// A container whose packets take the normal route.
    static let forwarded = Leak(
        "forwarded", "A container's packets are routed past the tunnel by a rule of their own.",
        reds: ["leak.ipv4-direct"], asked: ["leak.forwarded"],
        shape: { $0.nodes.append(.container) },
        apply: { lab throws(LabError) in
            try lab.addContainer(leavingBy: Addresses.underlay)
            try lab.run(
                ip: .client,
                ["rule add from \(ContainerNetwork.ipv4.prefix) lookup main priority 100"])
            try lab.start(
                [Stimulus(.udp(port: 4000, bytes: 64), to: Node.srv.ipv4 ?? "")], on: .container)
        })

    /// The same over IPv6, beside a tunnel that carries it too.
    static let forwarded6 = Leak(
        "forwarded6",
        "A container's IPv6 packets are routed past the tunnel by a rule of their own.",
        reds: ["leak.ipv6-native"], asked: ["leak.forwarded"],
        shape: { design in
            design.nodes.append(.container)
            // A machine that forwards believes routers only if it is told to.
            design.more[.client] = Design.More(settings: ["net.ipv6.conf.default.accept_ra=2"])
        },
        apply: { lab throws(LabError) in
            try lab.advertiseIPv6()
            try lab.addContainer(on: .ipv6, leavingBy: Addresses.underlay)
            let rule = "rule add from \(ContainerNetwork.ipv6.prefix) lookup main priority 100"
            try lab.run(.client, ["ip", "-6"] + rule.split(separator: " ").map(String.init))
            try lab.start(
                [Stimulus(.udp(port: 4000, bytes: 64), to: Node.srv.ipv6 ?? "")], on: .container)
        })
}
