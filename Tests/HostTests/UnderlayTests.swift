internal import Host
internal import Namespaces
internal import Testing
internal import Wire

/// Which links are what, and which way out is open.
struct UnderlayTests {
    private func link(
        _ name: String, index: UInt32 = 1, hardware: UInt16 = 1, kind: String? = nil,
        device: String? = nil
    ) -> Link {
        var link = Link(
            index: index, name: OutsideText(name), hardware: hardware, isUp: true, hasCarrier: true)
        link.kind = kind.map { OutsideText($0) }
        link.device = device.map { OutsideText($0) }
        return link
    }

    @Test func kindAndLinkLayerTellTunnels() {
        let cases: [(Link, LinkRole)] = [
            (link("lo", hardware: 772), .loopback),
            (link("eth0"), .underlay),
            (link("br0", kind: "bridge"), .underlay),
            (link("wlan0", device: "wlan0"), .underlay),
            (link("wg0", hardware: 65534, kind: "wireguard"), .tunnel),
            (link("tun0", hardware: 65534, kind: "tun"), .tunnel),
            (link("tap0", kind: "tun"), .tunnel),
            (link("ppp0", hardware: 512), .tunnel),
            (link("sit0", hardware: 776), .tunnel),
            (link("odd0", hardware: 65534), .tunnel),
            // A modem on a bus has no link layer, but it is the way out.
            (link("wwan0", hardware: 65534, device: "1-1.4:1.8"), .underlay),
        ]
        for (link, role) in cases {
            let underlays = Underlays([link])
            #expect(underlays.role(of: 1) == role, "\(link.name.raw)")
            #expect(underlays.links(role) == [link])
        }
        #expect(Underlays([]).role(of: 1) == nil)
    }

    @Test func whatTheUserSaysWins() {
        let links = [link("eth0"), link("ppp0", index: 2, hardware: 512)]
        let told = Underlays(
            links, tunnels: [OutsideText("eth0")], underlays: [OutsideText("ppp0")])
        #expect(told.role(of: 1) == .tunnel && told.role(of: 2) == .underlay)
        #expect(told.entries.allSatisfy { $0.isTold })
        #expect(Underlays(links).entries.allSatisfy { !$0.isTold })
    }

    @Test(.enabled(if: TestNetwork.isPossible))
    func onlyAWayThatIsOpenIsLeakable() async throws {
        let (here, _) = try await RouteTests.client()
        let machine = here.machine
        // Without the mark the look-up ends in the tunnel.
        let unmarked = try await machine.leakablePath(.ipv4)
        #expect(!unmarked.isLeakable)
        let path = try await machine.leakablePath(.ipv4, mark: 51820)
        #expect(path.exit?.link.name.raw == "eth0" && path.isLeakable)
        let exits = Underlays(try await machine.links()).exits(
            try await machine.addresses(), try await machine.routes())
        #expect(exits.filter(\.isOpen).map(\.family) == [.ipv4, .ipv6])
        #expect(exits.filter(\.isOpen).allSatisfy { $0.link.name.raw == "eth0" })
        try await here.run(
            lines: """
                ip -6 rule del priority 9
                ip -6 route del default dev eth0
                """)
        let closed = try await machine.leakablePath(.ipv6, mark: 51820)
        #expect(!closed.isLeakable && closed.lookup.link == nil)
        try await here.run("ip address del 192.0.2.5/24 dev eth0")
        let silent = try await machine.leakablePath(.ipv4, mark: 51820)
        #expect(!silent.isLeakable)
    }
}
