internal import Evidence
internal import Host
internal import Namespaces
internal import Testing
internal import Tunnels
internal import Wire

/// Real WireGuard processes in namespaces of our own.
@Suite(.enabled(if: TestNetwork.isPossible), .serialized, .timeLimit(.minutes(2)))
struct WireGuardTests {
    /// A client and the place of all servers, joined by an underlay.
    private static func networks() async throws -> (client: TestNetwork, server: TestNetwork) {
        let (client, server) = (try await TestNetwork(), try await TestNetwork())
        try await client.join("eth0", to: server, "eth9")
        try await client.run("ip address add 192.0.2.2/24 dev eth0")
        try await client.run("ip route add default via 192.0.2.1")
        try await server.run("ip address add 192.0.2.1/24 dev eth9")
        try await server.run("ip address add 198.51.100.10/32 dev lo")
        return (client, server)
    }

    /// A tunnel from the client to the server, up and greeted.
    private static func pair(
        _ networks: (client: TestNetwork, server: TestNetwork)
    ) async throws -> (inside: WireGuardNode, outside: WireGuardNode) {
        let inside = try await WireGuardNode(
            "a", in: networks.client, port: 51821, address: "10.66.0.2/24")
        let outside = try await WireGuardNode(
            "b", in: networks.server, port: 51820, address: "10.66.0.1/24")
        try await outside.meet(inside, at: nil, allowed: "10.66.0.2/32")
        try await inside.meet(
            outside, at: "198.51.100.10:51820", allowed: "10.66.0.0/24,2001:db8:66::/48")
        return (inside, outside)
    }

    @Test func aProcessTellsItsEndItsHandshakeAndItsNetworks() async throws {
        let networks = try await Self.networks()
        let pair = try await Self.pair(networks)
        let state = try await pair.inside.stateAfterHandshake()
        let peer = try #require(state.peers.first)
        #expect(state.peers.count == 1 && state.mark == 0)
        #expect(peer.endpoint == TunnelEndpoint("198.51.100.10:51820"))
        #expect(peer.allowed == [IPPrefix("10.66.0.0/24"), IPPrefix("2001:db8:66::/48")])
        let interface = pair.inside.interface
        let oracle = try await networks.client.run("wg show \(interface) latest-handshakes")
        let told = oracle.split(whereSeparator: \.isWhitespace).last
        #expect(told.map(String.init) == peer.latestHandshake.map { "\($0)" })
        #expect(peer.sent > 0 && peer.received > 0)
        // The server learnt where the client is from its packets.
        let other = try await pair.outside.stateAfterHandshake()
        #expect(other.peers.first?.endpoint == TunnelEndpoint("192.0.2.2:51821"))
    }

    @Test func theEndIsTheOuterFlow() async throws {
        let networks = try await Self.networks()
        let pair = try await Self.pair(networks)
        let interface = OutsideText(pair.inside.interface)
        let description = try await pair.inside.tunnel.describe()
        let flow = try #require(OuterFlow("198.51.100.10:51820,udp"))
        #expect(description.outerFlows == [Told(flow, by: .process)])
        #expect(description.interfaces == [Told(interface, by: .user)])
        #expect(description.hops.map(\.leavesBy) == [[OutsideText("eth0")]])
        #expect(description.hops.map(\.isOutermost) == [true])
        #expect(description.doubts.isEmpty && description.mark == nil)
    }

    @Test func theEndOfAnInnerTunnelIsNoOuterFlow() async throws {
        let networks = try await Self.networks()
        let pair = try await Self.pair(networks)
        let inner = try await WireGuardNode(
            "c", in: networks.client, port: 51831, address: "10.77.0.2/24")
        let exit = try await WireGuardNode(
            "d", in: networks.server, port: 51830, address: "10.77.0.1/24")
        try await exit.meet(inner, at: nil, allowed: "10.77.0.2/32")
        // The other end is an address inside the first tunnel.
        try await inner.meet(exit, at: "10.66.0.1:51830", allowed: "0.0.0.0/0")
        _ = try await inner.stateAfterHandshake()
        let description = try await inner.tunnel.describe()
        let flow = try #require(OuterFlow("198.51.100.10:51820,udp"))
        #expect(description.outerFlows == [Told(flow, by: .process)])
        let names = [inner.interface, pair.inside.interface].map { OutsideText($0) }
        #expect(description.hops.map(\.interface) == names)
        #expect(description.hops.map(\.isOutermost) == [false, true])
        #expect(description.hops.map(\.leavesBy) == [[names[1]], [OutsideText("eth0")]])
        #expect(description.interfaces.map(\.source) == [.user, .routing])
        #expect(description.doubts.isEmpty)
    }

    @Test func theMarkDecidesWhereItsOwnPacketsGo() async throws {
        let networks = try await Self.networks()
        let pair = try await Self.pair(networks)
        let interface = pair.inside.interface
        // Everything goes into the tunnel, the tunnel's own packets included.
        try await networks.client.run("ip route add default dev \(interface) table 51820")
        try await networks.client.run("ip rule add not fwmark 51820 table 51820")
        let circle = try await pair.inside.tunnel.describe()
        #expect(circle.outerFlows.isEmpty && circle.hops.map(\.isOutermost) == [false])
        #expect(circle.doubts.count == 1 && circle.doubts[0].contains("back into itself"))
        try await networks.client.run("wg set \(interface) fwmark 51820")
        let description = try await pair.inside.tunnel.describe()
        #expect(description.mark == Told(51820, by: .process))
        #expect(description.outerFlows.count == 1 && description.doubts.isEmpty)
        let path = try await networks.client.machine.leakablePath(.ipv4, mark: 51820)
        #expect(path.exit?.link.name.raw == "eth0")
    }

    @Test func aTunnelInsideOneThatNobodyKnowsIsDoubted() async throws {
        let networks = try await Self.networks()
        let pair = try await Self.pair(networks)
        try await networks.client.run("ip tuntap add tun9 mode tun")
        try await networks.client.run("ip link set tun9 up")
        try await networks.client.run("ip route add 198.51.100.10 dev tun9")
        let description = try await pair.inside.tunnel.describe()
        #expect(description.outerFlows.isEmpty)
        #expect(description.interfaces.map(\.value.raw) == [pair.inside.interface, "tun9"])
        #expect(description.doubts.count == 1 && description.doubts[0].hasPrefix("tun9 carries"))
    }

    @Test func anEndOnThisMachineIsDoubted() async throws {
        let networks = try await Self.networks()
        let inside = try await WireGuardNode(
            "a", in: networks.client, port: 51821, address: "10.66.0.2/24")
        let outside = try await WireGuardNode(
            "b", in: networks.server, port: 51820, address: "10.66.0.1/24")
        // As behind a program that hides WireGuard in something else.
        try await inside.meet(outside, at: "127.0.0.1:4500", allowed: "10.66.0.0/24")
        let description = try await inside.tunnel.describe()
        #expect(description.outerFlows.isEmpty && description.doubts.count == 1)
        #expect(description.doubts.first?.contains("127.0.0.1:4500") == true)
    }

    @Test func whatIsNoWireGuardIsRefused() async throws {
        let network = try await TestNetwork()
        try await network.run("ip tuntap add tun9 mode tun")
        func code(_ name: String) async -> TunnelError? {
            do throws(TunnelError) {
                _ = try await WireGuardTunnel(name, on: network.machine).describe()
                return nil
            } catch {
                return error
            }
        }
        #expect(await code("nosuch")?.code == .interface)
        #expect(await code("tun9")?.code == .interface)
        try await network.run("ip link set tun9 up")
        #expect(await code("tun9")?.code == .kind)
        #expect(await code("lo")?.code == .kind)
    }

    @Test func theProgramSaysWhatTheSocketSays() async throws {
        let networks = try await Self.networks()
        let pair = try await Self.pair(networks)
        let interface = pair.inside.interface
        try await networks.client.run("wg set \(interface) fwmark 0xca6c")
        _ = try await pair.inside.stateAfterHandshake()
        try await networks.client.run(
            "wg set \(interface) peer \(pair.outside.publicKey) persistent-keepalive off")
        let texts = ["fwmark", "endpoints", "allowed-ips", "latest-handshakes", "transfer"]
        var told: [String] = []
        for text in texts {
            told.append(try await networks.client.run("wg show \(interface) \(text)"))
        }
        var state = try #require(WireGuardProgramText.state(told))
        var other = try await pair.inside.tunnel.state()
        // The counters went on in between.
        for index in state.peers.indices {
            (state.peers[index].received, state.peers[index].sent) = (0, 0)
            (other.peers[index].received, other.peers[index].sent) = (0, 0)
        }
        #expect(state == other && state.mark == 51820)
    }
}
