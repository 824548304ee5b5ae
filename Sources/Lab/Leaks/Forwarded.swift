extension Leak {
    /// A container whose packets take the normal route.
    static let forwarded = Leak(
        "forwarded", "A container's packets are routed past the tunnel by a rule of their own.",
        reds: ["leak.ipv4-direct"], asked: ["leak.forwarded"],
        shape: { $0.nodes.append(.container) },
        apply: { lab throws(LabError) in
            try lab.addContainer(leavingBy: Addresses.underlay)
            try lab.run(ip: .client, ["rule add from 172.30.0.0/24 lookup main priority 100"])
            try lab.start(
                [Stimulus(.udp(port: 4000, bytes: 64), to: Node.srv.ipv4 ?? "")], on: .container)
        })
}
