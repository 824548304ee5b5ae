internal import Audit
internal import Evidence
internal import Wire

extension Check {
    /// Traffic along a route that a router advertisement installed.
    static let leakRARoute = Check(
        "leak.ra-route",
        card: Card(
            line: "Pushed routes (IPv6)",
            claim: "No traffic followed a route that a router advertisement installed.",
            failure: "%d packets followed an advertised route past the tunnel",
            why: """
                A neighbour advertised itself as a router, or a route more specific than the \
                tunnel's. Nothing else is needed to draw IPv6 out of the tunnel.
                """,
            limits: """
                Counts frames to a prefix of a route information option, or to a second router. With \
                one ordinary router the cause is leak.ipv6-native. Advertisements from before the \
                capture are not seen. A pass needs such an advertisement.
                """,
            remedy: """
                Ignore router advertisements while the tunnel is up, or give the tunnel a table of \
                its own with a route for all of IPv6.
                """,
            commands: [
                "sudo sysctl net.ipv6.conf.eth0.accept_ra_rt_info_max_plen=0",
                "sudo sysctl net.ipv6.conf.eth0.accept_ra=0",
                "sudo nft insert rule inet filter output oifname \"eth0\" "
                    + "ip6 daddr != { fe80::/10, ff00::/8 } drop",
            ],
            seenBy: ["lan", "isp", "destination"],
            severity: .critical,
            references: ["RFC 4191", "RFC 6104", "RFC 6105", "RFC 7359", "Linux ip-sysctl"]),
        specimen: Specimen([
            // 2001:db8:113::/48 for half an hour, by way of the stranger (RFC 4191, 2.3).
            FrameBuilder(from: Specimen.stranger, to: MACAddress(0x3333_0000_0001)).packet(
                IPAddress(high: 0xfe80_0000_0000_0000, low: 0x66),
                IPAddress(high: 0xff02_0000_0000_0000, low: 1), IPProtocol.icmpv6,
                [134, 0, 0, 0, 64, 0, 0, 0] + Array(repeating: 0, count: 8)
                    + [24, 2, 48, 0, 0, 0, 7, 8, 0x20, 0x01, 0x0d, 0xb8, 0x01, 0x13, 0, 0],
                hopLimit: 255),
            FrameBuilder(from: Specimen.host, to: Specimen.stranger).udp(
                Specimen.address6, Specimen.port, Specimen.server6, 4000, Specimen.text),
        ]),
        turnsOnClaims: true,
        refuses: { $0.recording.lackOfAdvertisements }
    ) { $0.traits.contains(.advertisedRoute) }
}

extension Recording {
    /// The reason why no advertised route could be followed: the machine was read and has no such
    /// route, no underlay could send IPv6, and no router advertised itself. Nil otherwise.
    fileprivate var lackOfAdvertisements: Precondition? {
        guard let host, !shows(.routerAdvertised), !host.isLeakable(6),
            !host.routes.contains(where: { $0.origin == .advertised })
        else { return nil }
        return Precondition("no_advertised_route", fact: "no router advertised itself")
    }
}
