extension Leak {
    /// A kill switch that lets look-ups out to the home network.
    static let lanScope = Leak(
        "lan-scope",
        "The kill switch accepts all that is on link, and a program asks the home router for names.",
        reds: ["dns.underlay-53"], asked: ["leak.lan-scope"], flags: ["--allow-lan"],
        shape: { design in
            design.killSwitch = .strict
            design.neighbourRules = [Leak.onLink]
        },
        apply: { lab throws(LabError) in
            try lab.start(
                [
                    Stimulus(
                        .udp(port: 53, bytes: 64), to: Addresses.router, device: Addresses.underlay)
                ])
        })

    /// The network of the client's lease.
    static let onLink = "oifname \"\(Addresses.underlay)\" ip daddr 192.168.50.0/24 accept"
}
