extension Leak {
    /// A program that chooses the physical interface itself.
    static let interfaceBind = Leak(
        "iface-bind", "A program on the client binds its sockets to the physical interface.",
        reds: ["leak.ipv4-direct"], asked: ["leak.iface-bind"],
        apply: { lab throws(LabError) in
            let srv = Node.srv.ipv4 ?? ""
            try lab.start([
                Stimulus(.udp(port: 4000, bytes: 64), to: srv, device: Addresses.underlay),
                Stimulus(.tcp(port: 4001), to: srv, device: Addresses.underlay),
            ])
        })
}
