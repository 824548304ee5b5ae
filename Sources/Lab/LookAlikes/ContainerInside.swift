extension Leak {
    /// A container whose packets take the tunnel.
    static let containerInside = Leak(
        "container-inside", "A container's packets leave through the tunnel.",
        shape: { $0.nodes.append(.container) },
        apply: { lab throws(LabError) in
            try lab.addContainer(leavingBy: lab.design.last.interface)
            try lab.start(
                [Stimulus(.udp(port: 4000, bytes: 64), to: Node.srv.ipv4 ?? "")], on: .container)
        })
}
