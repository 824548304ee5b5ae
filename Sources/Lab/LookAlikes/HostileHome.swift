extension Leak {
    /// A home network that tries to draw traffic out of a tunnel that holds.
    ///
    /// The other look-alikes are quiet where they do not look alike, so that much of a machine is never
    /// put to the test. Here a lease pushes a route when it is renewed, which Debian's dhclient does not
    /// take, advertisements bring a prefix, a route and a resolver, and a neighbour asks for the tunnel's
    /// address.
    static let hostileHome = Leak(
        "hostile-home",
        "The home network pushes a route and a resolver, and a neighbour asks for the tunnel's address.",
        shape: { design in
            design.lease.resolver = nil
            // Less often, and a run of a few seconds may fall between two.
            design.lease.renewal = 1
            design.lease.hasLaterOptions = true
        },
        apply: { lab throws(LabError) in
            _ = try lab.start(
                HomeNetwork.advertisements(
                    "RDNSS \(Node.isp.ipv6 ?? "") {}; route \(Addresses.internet6) {};",
                    isHasty: true))
            try lab.waitForClientAddress(startingWith: "20010db80050")
            _ = try lab.write(
                "121,\(Node.srv.ipv4 ?? "")/32,\(Node.mal.ipv4 ?? ""),0.0.0.0/0,\(Addresses.router)\n",
                as: Lease.laterOptions + "/pushed", of: .home)
            try lab.run(.client, ["sysctl", "-q", "-w", "net.ipv4.conf.all.arp_ignore=2"])
            try lab.askForClient()
        })
}
