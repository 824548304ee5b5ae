extension Leak {
    /// Neither TCP nor UDP.
    static let otherProtocols = Leak(
        "other-protocols", "IPv6 in IPv4, SCTP and GRE leave from the physical interface.",
        reds: ["leak.other-protocols", "leak.ipv6-transition"],
        apply: { lab throws(LabError) in
            try lab.start(
                [41, 132, 47].map { number in
                    Stimulus(
                        .raw(number), to: Node.srv.ipv4 ?? "", device: Addresses.underlay)
                })
        })
}
