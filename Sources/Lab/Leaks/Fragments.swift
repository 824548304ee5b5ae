extension Leak {
    /// Datagrams larger than a packet.
    static let fragments = Leak(
        "fragments", "A program sends datagrams of 3000 bytes from the physical interface.",
        reds: ["leak.fragments"],
        apply: { lab throws(LabError) in
            try lab.start([
                Stimulus(
                    .udp(port: 4000, bytes: 3000), to: Node.srv.ipv4 ?? "",
                    device: Addresses.underlay)
            ])
        })
}
