extension Leak {
    /// One of the two routes that together cover everything is gone.
    static let halfRoute = Leak(
        "half-route", "The tunnel has two half routes and the one for 128.0.0.0/1 is deleted.",
        reds: ["leak.ipv4-direct"],
        apply: { lab throws(LabError) in
            let tunnel = lab.design.last.interface
            try lab.run(
                ip: .client,
                [
                    "route add 0.0.0.0/1 dev \(tunnel) table \(Hop.table)",
                    "route add 128.0.0.0/1 dev \(tunnel) table \(Hop.table)",
                    "route del default table \(Hop.table)",
                    "route del 128.0.0.0/1 table \(Hop.table)",
                ])
            try lab.start([Stimulus(.udp(port: 4000, bytes: 64), to: Node.srv.ipv4 ?? "")])
        })
}
