internal import Host
internal import Namespaces
internal import Testing
internal import Wire

/// Links and addresses, as `ip` sees them.
@Suite(.enabled(if: TestNetwork.isPossible), .serialized)
struct LinkTests {
    /// A pair of interfaces of which one belongs to a bridge.
    static let bridged = """
        ip link add inner address 02:00:00:00:00:01 type veth peer outer address 02:00:00:00:00:02
        ip link set inner master br0
        """

    /// A namespace with a bridge, a pair of interfaces into another one, and a tun.
    static func furnished() async throws -> (here: TestNetwork, there: TestNetwork) {
        let (here, there) = (try await TestNetwork(), try await TestNetwork())
        try await here.join("eth0", to: there, "eth9")
        let changes = try await here.machine.changes()
        try await here.run(
            lines: """
                ip link set eth0 address 02:00:00:00:50:0c mtu 1400
                ip link add br0 address 02:00:00:00:00:b0 type bridge
                \(bridged)
                ip tuntap add tun7 mode tun
                ip address add 192.0.2.5/24 dev eth0
                ip address add 192.0.2.6 peer 198.51.100.6 dev tun7
                ip link set tun7 addrgenmode none up
                ip address add 2001:db8::5/64 dev eth0 nodad
                """)
        // The kernel announces an IPv6 address from a queue of work, some time after the command
        // that adds it has ended, and whoever listens by then would be told of it.
        for await change in changes {
            if case .address(let address) = change, address.address == IPAddress("2001:db8::5") {
                break
            }
        }
        return (here, there)
    }

    @Test func linksAreWhatIpSays() async throws {
        let (here, there) = try await Self.furnished()
        let links = try await here.machine.links()
        let rows = try await Oracle.ask("-d link", in: here)
        #expect(rows.count == 6 && links.count == 6)
        for row in rows {
            let link = try #require(links.first { $0.name.raw == row["ifname"] })
            #expect("\(link.index)" == row["ifindex"])
            #expect("\(link.mtu)" == row["mtu"])
            #expect(link.kind?.raw == row.row("linkinfo")["info_kind"])
            #expect(link.isUp == row.texts("flags").contains("UP"))
            #expect(link.hasCarrier == row.texts("flags").contains("LOWER_UP"))
            if row["link_type"] == "ether" { #expect(link.mac?.description == row["address"]) }
            let master = links.first { $0.index == link.master }
            #expect(master?.name.raw == row["master"])
            if let peer = row["link"], link.peerNamespace == nil {
                #expect(links.first { $0.index == link.peer }?.name.raw == peer)
            }
            if let number = row["link_netnsid"] {
                #expect(link.peerNamespace.map { "\($0)" } == number)
                #expect(link.peer.map { "\($0)" } == row["link_index"])
            }
        }
        let other = try #require(try await there.machine.links().first { $0.name.raw == "eth9" })
        let eth0 = try #require(links.first { $0.name.raw == "eth0" })
        #expect(eth0.peer == other.index && other.peer == eth0.index)
        #expect(eth0.peerNamespace != nil && eth0.hardware == 1)
        #expect(links.first { $0.name.raw == "tun7" }?.hardware == 65534)
    }

    @Test func addressesAreWhatIpSays() async throws {
        let (here, _) = try await Self.furnished()
        let links = try await here.machine.links()
        var expected: Set<String> = []
        for row in try await Oracle.ask("address", in: here) {
            for address in row.rows("addr_info") {
                let local = address["local"] ?? ""
                let peer = address["address"] ?? "-"
                let length = address["prefixlen"] ?? ""
                expected.insert(
                    "\(row["ifname"] ?? "") \(local) \(peer) \(length) \(address["scope"] ?? "")")
            }
        }
        let scopes: [UInt8: String] = [0: "global", 253: "link", 254: "host"]
        let addresses = try await here.machine.addresses()
        let seen = addresses.map { address in
            let link = links.first { $0.index == address.link }
            let peer = address.peer.map { "\($0)" } ?? "-"
            return "\(link?.name.raw ?? "") \(address.address) \(peer) \(address.length) "
                + (scopes[address.scope] ?? "")
        }
        #expect(Set(seen) == expected && seen.count == expected.count && seen.count == 5)
        #expect(addresses.first?.family == .ipv4 && addresses.last?.family == .ipv6)
    }

    @Test func addressesThatNobodyOutsideCouldAnswerAreNotGlobal() async throws {
        let here = try await TestNetwork()
        try await here.run(
            lines: """
                ip link add eth0 type veth peer name eth1
                ip link set eth0 up
                ip link set eth1 up
                ip address add 10.0.0.1/8 dev eth0
                ip address add 169.254.7.7/16 dev eth0
                ip address add 2001:db8::1/64 dev eth0 nodad
                ip address add fd00::1/64 dev eth0 nodad
                ip address add 2001:db8::2/64 dev eth1
                """)
        let global = try await here.machine.addresses().filter(\.isGlobal).map(\.address)
        // The last is not checked yet, so that nothing may come from it.
        #expect(global.map(\.description) == ["10.0.0.1", "2001:db8::1"])
    }
}
