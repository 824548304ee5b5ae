extension Leak {
    /// Sockets that keep the tunnel's address when its routes go.
    static let innerSource = Leak(
        "inner-source", "The rule into the tunnel is gone while a socket still has its address.",
        reds: ["leak.inner-source"],
        apply: { lab throws(LabError) in
            try lab.run(ip: .client, ["rule del not fwmark \(Hop.mark) table \(Hop.table)"])
            try lab.start([
                Stimulus(
                    .udp(port: 4000, bytes: 64), to: Node.srv.ipv4 ?? "",
                    source: lab.design.last.client4)
            ])
        })
}
