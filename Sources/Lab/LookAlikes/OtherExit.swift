extension Leak {
    /// A node with one address to enter and another to leave.
    static let otherExit = Leak(
        "other-exit", "The world sees another address than the one that the tunnel goes to.",
        shape: { design in
            let address = "203.0.113.99"
            let node = design.last.node
            design.exitAddress = address
            design.more[node] = Design.More(links: ["addr add \(address)/32 dev eth0"])
            design.more[.core] = Design.More(links: [
                "route add \(address)/32 dev \(node.rawValue)"
            ])
        },
        apply: { lab throws(LabError) in
            try lab.start([Stimulus(.udp(port: 4000, bytes: 64), to: Node.srv.ipv4 ?? "")])
        })
}
