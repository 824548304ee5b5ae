extension Leak {
    /// The local network claims public addresses as its own.
    static let localnet = Leak(
        "localnet", "A rogue DHCP server says that a server's public network is the local one.",
        reds: ["leak.localnet"],
        shape: { design in
            let mal = "203.0.113.65"
            design.lease = Lease(
                server: .mal, range: "203.0.113.66,203.0.113.70,255.255.255.192", router: mal,
                resolver: mal, options: [Lease.soonRenewed])
            // It answers for every address of that network, and passes on what it gets.
            design.more[.mal] = Design.More(
                links: [
                    "addr add \(mal)/26 dev eth0",
                    "route add \(Node.srv.ipv4 ?? "")/32 via \(Addresses.router)",
                    "route add \(Node.stun.ipv4 ?? "")/32 via \(Addresses.router)",
                ],
                settings: [
                    "net.ipv4.ip_forward=1", "net.ipv4.conf.default.proxy_arp_pvlan=1",
                    "net.ipv4.conf.all.send_redirects=0", "net.ipv4.conf.default.send_redirects=0",
                ],
                rules: Kernel.masquerade("ip", "eth0"))
        },
        apply: { lab throws(LabError) in
            try lab.start([Stimulus(.udp(port: 4000, bytes: 64), to: Node.srv.ipv4 ?? "")])
        })
}
