extension Leak {
    /// A lease brings a route that is more specific than the tunnel's.
    static let dhcpRoute = Leak(
        "dhcp-route", "A rogue DHCP server pushes a route to one server by option 121.",
        reds: ["leak.dhcp-route"],
        shape: { design in
            let (srv, mal) = (Node.srv.ipv4 ?? "", Node.mal.ipv4 ?? "")
            design.lease.server = .mal
            // Who takes option 121 ignores the router (RFC 3442), so that one is in it as well.
            design.lease.options = [
                "121,\(srv)/32,\(mal),0.0.0.0/0,\(Addresses.router)", Lease.soonRenewed,
            ]
            // Else it would tell the client a better way.
            design.more[.mal] = Design.More(settings: [
                "net.ipv4.ip_forward=1", "net.ipv4.conf.all.send_redirects=0",
                "net.ipv4.conf.default.send_redirects=0",
            ])
        },
        apply: { lab throws(LabError) in
            try lab.start([Stimulus(.udp(port: 4000, bytes: 64), to: Node.srv.ipv4 ?? "")])
        })
}
