internal import Host
internal import Namespaces
internal import Testing
internal import Wire

/// Routes, rules, neighbours and look-ups, as `ip` sees them.
@Suite(.enabled(if: TestNetwork.isPossible), .serialized)
struct RouteTests {
    /// A client as wg-quick leaves it: an underlay with a default route, a tunnel with another one in
    /// its own table, and the rules that choose.
    static func client() async throws -> (here: TestNetwork, there: TestNetwork) {
        let (here, there) = try await LinkTests.furnished()
        try await here.run(
            lines: """
                ip route add default via 192.0.2.1 dev eth0 proto dhcp metric 100
                ip route add 203.0.113.0/24 nexthop via 192.0.2.2 weight 3 nexthop via 192.0.2.3
                ip route add 198.51.100.128/25 via inet6 2001:db8::9 dev eth0
                ip route add unreachable 10.0.0.0/8 metric 7
                ip route add blackhole 172.16.0.0/12
                ip route add 10.9.0.0/16 dev tun7 src 192.0.2.6 tos 0x10
                ip route add default dev tun7 table 51820
                ip rule add not fwmark 51820 table 51820 priority 32765
                ip rule add table main suppress_prefixlength 0 priority 32764
                ip rule add from 192.0.2.0/24 to 10.1.0.0/16 iif lo oif eth0 prohibit priority 100
                ip rule add fwmark 0x20/0xff uidrange 1000-1999 goto 32764 priority 101
                ip rule add ipproto 17 dport 53 table 100 priority 102
                ip -6 route add default via 2001:db8::1 dev eth0 metric 1024
                ip -6 route add 2001:db8:7::/48 from 2001:db8::/64 dev eth0 metric 3
                ip -6 route add default dev tun7 table 1000
                ip -6 rule add from 2001:db8::/64 table 1000 priority 9
                ip neigh add 192.0.2.1 lladdr 02:00:00:00:00:01 dev eth0
                ip -6 neigh add 2001:db8::1 lladdr 02:00:00:00:00:02 dev eth0 router
                """)
        return (here, there)
    }

    @Test func routesOfAllTablesAreWhatIpSays() async throws {
        let (here, _) = try await Self.client()
        let links = try await here.machine.links()
        let routes = try await here.machine.routes()
        for (family, option) in [(IPFamily.ipv4, "-4"), (.ipv6, "-6")] {
            let rows = try await Oracle.ask("-d -N \(option) route show table all", in: here)
            let expected = rows.map { Self.line(of: $0, family) }.sorted()
            let seen = routes.filter { $0.family == family }.map { Self.line(of: $0, links) }
            #expect(expected.count > 6 && seen.sorted() == expected)
        }
        let several = try #require(routes.first { $0.hops.count == 2 })
        #expect(several.hops.map(\.weight) == [3, 1])
        let mixed = try #require(routes.first { "\($0.destination)" == "198.51.100.128/25" })
        #expect(mixed.hops.first?.gateway == IPAddress("2001:db8::9"))
        #expect(routes.filter(\.isDefault).count == 4)
    }

    private static func line(of row: Oracle.Row, _ family: IPFamily) -> String {
        let destination = row["dst"] ?? ""
        let text = destination == "default" ? "\(family.everything)" : destination
        let hops = row.rows("nexthops").map { "\($0["gateway"] ?? "-") \($0["dev"] ?? "-")" }
        let gateway = row["gateway"] ?? row.row("via")["host"] ?? "-"
        let only = row["dev"].map { ["\(gateway) \($0)"] } ?? []
        return [
            "\(IPPrefix(text).map { "\($0)" } ?? "?")", row["type"] ?? "1",
            row["table"] ?? "254", row["metric"] ?? "0", row["protocol"] ?? "-",
            row["prefsrc"] ?? "-", (hops.isEmpty ? only : hops).joined(separator: ","),
        ].joined(separator: " ")
    }

    private static func line(of route: Route, _ links: [Link]) -> String {
        let hops = route.hops.map { hop in
            let link = links.first { $0.index == hop.link }
            return "\(hop.gateway.map { "\($0)" } ?? "-") \(link?.name.raw ?? "-")"
        }
        return [
            "\(route.destination)", "\(route.type)", "\(route.table)",
            "\(route.metric)", "\(route.origination)", route.source.map { "\($0)" } ?? "-",
            hops.joined(separator: ","),
        ].joined(separator: " ")
    }

    @Test func rulesAreWhatIpSays() async throws {
        let (here, _) = try await Self.client()
        let rules = try await here.machine.rules()
        for (family, option) in [(IPFamily.ipv4, "-4"), (.ipv6, "-6")] {
            let rows = try await Oracle.ask("-d -N \(option) rule show", in: here)
            let seen = rules.filter { $0.family == family }
            #expect(rows.count == seen.count && seen.count > 2)
            for (row, rule) in zip(rows, seen) {
                #expect(row["priority"] == "\(rule.priority)")
                #expect(row.members.keys.contains("not") == rule.isInverted)
                if let table = row["table"] { #expect(table == "\(rule.table)") }
                #expect(row["fwmark"] == rule.mark.map { "0x" + String($0, radix: 16) })
                if let mask = row["fwmask"] {
                    #expect(rule.mask.map { "0x" + String($0, radix: 16) } == mask)
                }
                #expect(
                    row["suppress_prefixlen"] == rule.suppressPrefixLength.map { "\($0)" })
                #expect(row["iif"] == rule.incoming?.raw && row["oif"] == rule.outgoing?.raw)
                let origin = row["src"] == "all" ? nil : row["src"]
                #expect(origin == rule.origin.map { "\($0.address)" })
                #expect(row["goto"] == rule.target.map { "\($0)" })
                #expect(row["uid_start"] == rule.users.map { "\($0.lowerBound)" })
            }
        }
        #expect(rules.map(\.priority).prefix(5) == [0, 100, 101, 102, 32764])
        // The protocol and the port are conditions that are not read: that is told.
        let narrow = try #require(rules.first { $0.priority == 102 })
        #expect(Set([22, 24]).isSubset(of: narrow.unread))
        #expect(rules.filter { $0.priority != 102 }.allSatisfy { $0.unread.isEmpty })
    }

    @Test func lookUpsAreWhatIpSays() async throws {
        let (here, _) = try await Self.client()
        let links = try await here.machine.links()
        func look(
            _ text: String, mark: UInt32 = 0, user: UInt32? = nil, link: UInt32? = nil
        ) async throws -> RouteLookup {
            let address = try #require(IPAddress(text))
            return try await here.machine.route(
                to: address, mark: mark, user: user, link: link)
        }
        let eth0 = try #require(links.first { $0.name.raw == "eth0" })
        let tun7 = try #require(links.first { $0.name.raw == "tun7" })
        // As wg-quick means it: in by the tunnel, the tunnel's own packets past it.
        #expect(try await look("233.252.0.0").link == nil)
        #expect(try await look("100.64.0.9").link == tun7.index)
        #expect(try await look("100.64.0.9", mark: 51820).link == eth0.index)
        #expect(try await look("100.64.0.9", link: eth0.index).link == eth0.index)
        // The rule of the other table is for a sender, which nobody is yet.
        #expect(try await look("2001:db8:9::1").link == eth0.index)
        #expect(try await look("192.0.2.5").link == nil)
        #expect(try await look("192.0.2.77").link == eth0.index)
        guard case .route(let route) = try await look("100.64.0.9", mark: 51820) else {
            Issue.record("no route")
            return
        }
        let row = try #require(
            try await Oracle.ask("-N route get 100.64.0.9 mark 51820", in: here).first)
        #expect(route.hops.first?.gateway?.description == row["gateway"])
        #expect(route.source?.description == row["prefsrc"])
        #expect(route.table == 254)
        guard case .route(let inner) = try await look("100.64.0.9") else { return }
        #expect(inner.table == 51820)
        // Nothing takes these.
        #expect(
            try await look("10.3.3.3", mark: 51820) == .unreachable(reason: "No route to host."))
        guard case .unreachable = try await look("172.16.0.1", mark: 51820) else {
            Issue.record("a black hole took it")
            return
        }
        let empty = try await TestNetwork()
        let nowhere = try await empty.machine.route(to: IPAddress(v4: 0xc000_0201))
        #expect(nowhere == .unreachable(reason: "Network is unreachable."))
    }

    @Test func aLinkThatIsNotThereIsAnError() async throws {
        let empty = try await TestNetwork()
        await #expect(throws: HostError(.refused, subject: "", reason: "")) {
            try await empty.machine.route(to: IPAddress(v4: 0xc000_0201), link: 77)
        }
    }

    @Test func neighboursAreWhatIpSays() async throws {
        let (here, _) = try await Self.client()
        let links = try await here.machine.links()
        let rows = try await Oracle.ask("neigh show nud all", in: here)
        let expected = rows.filter { $0["dst"] != nil }.map {
            "\($0["dst"] ?? "") \($0["dev"] ?? "") \($0["lladdr"] ?? "-")"
        }
        let neighbours = try await here.machine.neighbours()
        let seen = neighbours.map { neighbour in
            let link = links.first { $0.index == neighbour.link }
            return "\(neighbour.address) \(link?.name.raw ?? "") "
                + (neighbour.mac.map { "\($0)" } ?? "-")
        }
        #expect(Set(expected).isSubset(of: seen))
        let router = neighbours.first { $0.address == IPAddress("2001:db8::1") }
        #expect(router?.isPermanent == true && router?.isRouter == true)
        let other = neighbours.first { $0.address == IPAddress("192.0.2.1") }
        #expect(other?.mac == MACAddress("02:00:00:00:00:01") && other?.isRouter == false)
    }
}
