internal import Namespaces
internal import Testing
internal import Wire

@testable internal import Host

/// Two readings of one machine are the same bytes, and a change is one row.
@Suite(.enabled(if: TestNetwork.isPossible), .serialized)
struct SnapshotTests {
    private static let ruleset = """
        table inet guard {
            chain output {
                type filter hook output priority filter; policy drop;
                oifname "tun7" counter accept
                meta mark 0x0000ca6c accept
            }
        }
        """

    private static func client() async throws -> TestNetwork {
        let (here, _) = try await RouteTests.client()
        try await here.run(["nft", "-f", "-"], input: ruleset)
        return here
    }

    @Test func twoReadingsAreTheSameBytes() async throws {
        let here = try await Self.client()
        let (first, second) = (
            try await here.machine.snapshot(), try await here.machine.snapshot()
        )
        #expect(try first.line() == second.line())
        #expect(second.difference(from: first).isEmpty && first.settings == second.settings)
        #expect(try HostSnapshot(line: first.line()) == first)
        #expect(Set(first.settings.map(\.kind)).count == HostSetting.Kind.allCases.count)
    }

    @Test func aLineThatIsNoneIsRefused() {
        for text in ["", "{}", "[]", "{\"links\":1}"] {
            #expect(throws: HostError(.damaged, subject: "", reason: "")) {
                try HostSnapshot(line: Array(text.utf8))
            }
        }
    }

    @Test func eachChangeIsOneRow() async throws {
        let here = try await Self.client()
        let changes: [(String, [String])] = [
            (
                "ip route del default dev eth0",
                [
                    "Route removed: default family ipv4 table 254 via 192.0.2.1 dev eth0 "
                        + "metric 100 proto 16 scope 0."
                ]
            ),
            (
                "ip rule del priority 32765",
                ["Rule removed: 32765: family ipv4 not fwmark 51820 action 1 table 51820."]
            ),
            (
                "ip link set eth0 mtu 1280",
                [
                    "Interface removed: eth0 kind veth up mtu 1400 mac 02:00:00:00:50:0c.",
                    "Interface added: eth0 kind veth up mtu 1280 mac 02:00:00:00:50:0c.",
                ]
            ),
            (
                "ip neigh del 192.0.2.1 dev eth0",
                ["Neighbour removed: 192.0.2.1 dev eth0 lladdr 02:00:00:00:00:01."]
            ),
            (
                "ip neigh add 192.0.2.9 lladdr 02:00:00:00:00:09 dev eth0 nud stale", []
            ),
        ]
        for (command, sentences) in changes {
            let before = try await here.machine.snapshot()
            try await here.run(command)
            let difference = try await here.machine.snapshot().difference(from: before)
            #expect(difference.sentences == sentences)
        }
    }

    @Test func whatIsUndoneLeavesNoDifference() async throws {
        let here = try await Self.client()
        let before = try await here.machine.snapshot()
        // All of it comes back with other numbers of the kernel's.
        try await here.run("ip link del inner")
        try await here.run("nft flush ruleset")
        let between = try await here.machine.snapshot().difference(from: before)
        #expect(between.rows.allSatisfy { $0.change == .removed })
        #expect(Set(between.rows.map(\.kind)) == [.link, .firewall])
        try await here.run(lines: LinkTests.bridged)
        try await here.run(["nft", "-f", "-"], input: Self.ruleset)
        let after = try await here.machine.snapshot()
        #expect(after.difference(from: before).isEmpty && after.settings == before.settings)
        #expect(after.links != before.links)
    }

    @Test func theOrderOfRulesCounts() async throws {
        let here = try await Self.client()
        let before = try await here.machine.snapshot()
        let lines = Self.ruleset.split(separator: "\n").map(String.init)
        let swapped = [lines[0], lines[1], lines[2], lines[4], lines[3], lines[5], lines[6]]
        try await here.run(
            ["nft", "-f", "-"], input: "flush ruleset\n" + swapped.joined(separator: "\n"))
        let difference = try await here.machine.snapshot().difference(from: before)
        #expect(difference.sentences == ["Firewall: the order changed."])
    }

    @Test func countersAreNoDifference() async throws {
        let here = try await Self.client()
        let before = try await here.machine.snapshot()
        try await here.run(["nft", "add", "rule", "inet", "guard", "output", "counter"])
        let one = try await here.machine.snapshot()
        #expect(one.difference(from: before).rows.count == 1)
        // Something for the counters.
        _ = try await here.run(["sh", "-c", "echo x > /dev/udp/127.0.0.1/9 || true"])
        #expect(try await here.machine.snapshot().difference(from: one).isEmpty)
    }

    @Test func aFirewallThatCannotBeReadIsAValue() throws {
        #expect(throws: HostError(.damaged, subject: "", reason: "")) {
            try Firewall(json: Array("{\"nftables\": 3}".utf8))
        }
        #expect(throws: HostError(.damaged, subject: "", reason: "")) {
            try Firewall(json: Array("error".utf8))
        }
        let reading = Reading<Firewall> { () throws(HostError) in
            throw HostError(.refused, subject: "nftables", reason: "No.")
        }
        #expect(reading == .unknown(reason: OutsideText("nftables: No.")) && reading.value == nil)
    }
}
