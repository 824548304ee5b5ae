extension Leak {
    /// The home network is allowed, look-ups are not.
    static let lanAllowed = Leak(
        "lan-allowed",
        "The kill switch accepts the home network but no look-up there (allow_lan).",
        shape: { design in
            design.killSwitch = .strict
            design.neighbourRules = [
                "oifname \"\(Addresses.underlay)\" meta l4proto { tcp, udp } th dport 53 reject",
                Leak.onLink,
            ]
        })
}
