extension Leak {
    /// A second router for IPv6.
    static let advertisedRoute = Leak(
        "ra-route", "A rogue router advertises itself, and the tunnel carries IPv4 only.",
        // What follows the rogue is IPv6 past the tunnel as well.
        reds: ["leak.ra-route", "leak.ipv6-native"],
        shape: { design in
            design.tunnelHasIPv6 = false
            design.more[.mal] = Design.More(settings: ["net.ipv6.conf.all.forwarding=1"])
        },
        apply: { lab throws(LabError) in
            let preference = "AdvDefaultPreference high;"
            _ = try lab.start(
                HomeNetwork.advertisements(preference, on: .mal, prefix: "2001:db8:666::/64"))
            try lab.waitForClientAddress(startingWith: "20010db80666")
            try lab.start([Stimulus(.udp(port: 4000, bytes: 64), to: Node.srv.ipv6 ?? "")])
        })
}
