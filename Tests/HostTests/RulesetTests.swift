internal import Audit
internal import Evidence
internal import Foundation
internal import Namespaces
internal import Testing
internal import Wire

@testable internal import Host

/// Rules are read as they stand, and what they let out follows from them alone.
struct RulesetTests {
    /// A machine behind a tunnel, as the lab has it.
    private static let host: HostFacts = {
        var host = HostFacts()
        host.interfaces = [
            HostFacts.Interface(
                name: "eth0", role: .underlay,
                addresses: [
                    IPAddress(v4: 0xc0a8_3264),
                    IPAddress(high: 0x2001_0db8_0050_0000, low: 0x64),
                ], leaks: [4, 6]),
            HostFacts.Interface(
                name: "wg0", role: .tunnel,
                addresses: [
                    IPAddress(v4: 0x0a40_0002), IPAddress(high: 0x2001_0db8_0064_0000, low: 2),
                ]),
        ]
        host.outerMark = 51_820
        return host
    }()

    private static func reading(_ ruleset: Ruleset) -> RuleReading {
        RuleReading(
            ruleset, on: host, outer: [OuterFlow("203.0.113.10:51820,udp")].compactMap { $0 })
    }

    private static func stored(_ name: String) throws -> [UInt8] {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Rulesets/\(name).json")
        return [UInt8](try Data(contentsOf: file))
    }

    /// What each kill switch of the lab lets out, by its rules.
    private static let shapes: [(name: String, flaws: [String])] = [
        ("none", ["open"]), ("strict", []), ("wg-quick", ["forwarded", "mark"]),
        ("weak-established", ["established"]), ("weak-dns", ["look-ups"]),
        ("weak-source", ["version", "source"]), ("weak-family", ["version"]),
        ("weak-output", ["forwarded"]), ("weak-interface", ["interface"]),
        ("weak-endpoint", ["endpoint"]), ("weak-mark", ["mark"]),
    ]

    @Test(arguments: shapes)
    func everyShapeOfTheLabHasItsFlawsAndNoOther(_ name: String, _ flaws: [String]) throws {
        let ruleset = Ruleset(nftables: try Self.stored("lab-" + name))
        #expect(ruleset.unread.isEmpty)
        let reading = Self.reading(ruleset)
        #expect(reading.flaws.map(\.id) == flaws)
        #expect(reading.isWhole)
    }

    @Test func flawsSayWhatTheRulesName() throws {
        let link = Self.reading(Ruleset(nftables: try Self.stored("lab-weak-interface")))
        #expect(link.flaws == [.link([OutsideText("eth0")])])
        #expect(link.flaws[0].predicate == "name eth0 alone, and let out by any other one")
        let source = Self.reading(Ruleset(nftables: try Self.stored("lab-weak-source")))
        #expect(source.flaws == [.version(6), .source([OutsideText("192.168.50.0/24")])])
        let endpoint = Self.reading(Ruleset(nftables: try Self.stored("lab-weak-endpoint")))
        #expect(endpoint.flaws == [.endpoint(IPAddress(v4: 0xcb00_710a))])
        let mark = Self.reading(Ruleset(nftables: try Self.stored("lab-weak-mark")))
        #expect(mark.flaws == [.mark(0xca6c)])
    }

    /// libnftables gives what iptables matches by its name alone.
    @Test(arguments: [
        ("iptables-wg-quick", []), ("iptables-new-only", ["version"]),
        ("iptables-drop", ["version"]),
    ])
    func whatIptablesMatchesIsNotGuessed(_ name: String, _ flaws: [String]) throws {
        let reading = Self.reading(Ruleset(nftables: try Self.stored(name)))
        #expect(reading.flaws.map(\.id) == flaws)
        #expect(!reading.isWhole)
    }

    @Test func whatCouldNotBeReadLeavesNothingCertain() throws {
        var ruleset = Ruleset(nftables: try Self.stored("lab-none"))
        ruleset.unread = ["iptables-legacy"]
        #expect(Self.reading(ruleset).flaws.isEmpty)
        #expect(!Self.reading(ruleset).isWhole)
        // What is dropped is dropped, whatever else there is.
        ruleset = Ruleset(nftables: try Self.stored("lab-strict"))
        ruleset.unread = ["iptables-legacy"]
        #expect(Self.reading(ruleset).isWhole)
    }

    private static let tunnel = "oifname { lo, wg0 } accept"

    /// Chains in the words of nft, and what a kernel that has them lets out; nil where nobody can tell.
    private static let chains: [(rules: String, flaws: [String]?)] = [
        ("", ["open"]),
        (output("policy drop; \(tunnel)"), ["forwarded"]),
        (output("oifname != { lo, wg0 } drop"), ["forwarded"]),
        // What one chain accepts, the next may drop, whichever comes first.
        (
            output("accept", "first", priority: -10) + output("policy drop; \(tunnel)"),
            ["forwarded"]
        ),
        (
            output("accept", "last", priority: 10) + output("policy drop; \(tunnel)"),
            ["forwarded"]
        ),
        // A look-up is let out by a chain that another one jumps to.
        (
            "chain names { udp dport 53 accept; return; }\n"
                + output("policy drop; \(tunnel); jump names; drop"), ["look-ups", "forwarded"]
        ),
        (
            "chain names { tcp dport 1-100 accept; }\n"
                + output("\(tunnel); goto names; accept") + output("policy drop; \(tunnel)", "x"),
            ["forwarded"]
        ),
        (
            output("ct state vmap { established : accept, invalid : drop }; \(tunnel); drop"),
            ["established", "forwarded"]
        ),
        (
            "set servers { type ipv4_addr; flags interval; elements = { 203.0.113.0/24 }; }\n"
                + output("ip daddr @servers accept; \(tunnel); drop"), ["forwarded", "endpoint"]
        ),
        (output("meta skuid 0 accept; \(tunnel); drop"), ["forwarded", "user"]),
        (output("meta mark and 0xff00 == 0xca00 accept; \(tunnel); drop"), ["forwarded", "mark"]),
        (output("meta mark and 0xff00 == 0xcb00 accept; \(tunnel); drop"), ["forwarded"]),
        (output("meta nfproto ipv4 oifname != { lo, wg0 } drop"), ["version", "forwarded"]),
        (output("oifname \"eth*\" drop; oifname wg0 accept"), nil),
        (output("meta mark set 5; meta mark 5 accept; \(tunnel); drop"), nil),
        (output("limit rate 5/second accept; \(tunnel); drop"), nil),
        (output("ip ttl 7 accept; \(tunnel); drop"), nil),
        (output("\(tunnel); notrack; drop", "raw", priority: -300), nil),
    ]

    private static func output(
        _ rules: String, _ name: String = "out", priority: Int = 0
    ) -> String {
        "chain \(name) { type filter hook output priority \(priority); \(rules); }\n"
    }

    @Test(.enabled(if: TestNetwork.isPossible), arguments: chains)
    func theKernelsRulesAreUnderstoodOrSaidNotToBe(
        _ rules: String, _ flaws: [String]?
    ) async throws {
        let here = try await TestNetwork()
        let table = "table inet t {\n" + rules.replacing("; ", with: "\n") + "\n}\n"
        try await here.run(["nft", "-f", "-"], input: table)
        let ruleset = try await here.machine.ruleset()
        #expect(ruleset.unread.isEmpty)
        let reading = Self.reading(ruleset)
        guard let flaws else {
            #expect(!reading.isWhole)
            return
        }
        #expect(reading.flaws.map(\.id) == flaws)
        #expect(reading.isWhole)
    }

    @Test func jumpsInCirclesEnd() {
        let place = Ruleset.Place(at: .output, drops: true)
        var chain = Ruleset.Chain("a", in: "t", .inet, at: place)
        chain.rules = (0..<64).map { _ in Ruleset.Rule([], .jump, target: "a") }
        let reading = Self.reading(Ruleset(chains: [chain]))
        #expect(reading.flaws.isEmpty && !reading.isWhole)
        // Longer than the kernel lets a way be.
        let chains = (0..<1000).map { number in
            var chain = Ruleset.Chain("c\(number)", in: "t", .inet, at: number == 0 ? place : nil)
            chain.rules = [Ruleset.Rule([], .jump, target: "c\(number + 1)")]
            return chain
        }
        #expect(!Self.reading(Ruleset(chains: chains)).isWhole)
    }

    @Test func aHostileRulesetIsReadToItsBounds() {
        func ruleset(_ entries: [String]) -> Ruleset {
            Ruleset(nftables: Array("{\"nftables\":[\(entries.joined(separator: ","))]}".utf8))
        }
        let chain = """
            {"chain":{"family":"inet","table":"t","name":"o","type":"filter","hook":"output",\
            "prio":0,"policy":"drop"}}
            """
        func rule(_ expressions: String) -> String {
            "{\"rule\":{\"family\":\"inet\",\"table\":\"t\",\"chain\":\"o\",\"expr\":\(expressions)}}"
        }
        let many = ruleset([chain] + Array(repeating: rule("[{\"accept\":null}]"), count: 5000))
        #expect(many.unread == ["more than 4096 rules"])
        #expect(many.chains[0].rules.count == 4096)
        let long = String(repeating: "x", count: 100_000)
        let names = ruleset([
            chain,
            rule(
                "[{\"match\":{\"op\":\"==\",\"left\":{\"meta\":{\"key\":\"oifname\"}},\"right\":\"\(long)\"}}]"
            ),
            rule("[{\"jump\":{\"target\":\"\(long)\"}}]"),
        ])
        #expect(names.chains[0].rules.map(\.verdict) == [.next, .unknown])
        #expect(names.chains[0].rules[0].matches == [Ruleset.Match(.unknown, [])])
        let deep = Ruleset(nftables: Array(repeating: UInt8(ascii: "["), count: 100_000))
        #expect(deep.unread == ["the ruleset is not its JSON"])
        for odd in ["null", "[]", "[{}]", "[{\"accept\":null,\"drop\":null}]", "[7]", "{}"] {
            #expect(!Self.reading(ruleset([chain, rule(odd)])).flaws.contains(.open))
        }
    }

    @Test func noBytesStopTheReader() throws {
        let text = """
            {"nftables":[{"chain":{"family":"ip","table":"t","name":"o","type":"filter","hook":\
            "output","prio":-1,"policy":"drop"}},{"set":{"family":"ip","table":"t","name":"s",\
            "elem":[{"prefix":{"addr":"192.0.2.0","len":24}}]}},{"rule":{"family":"ip","table":\
            "t","chain":"o","expr":[{"match":{"op":"!=","left":{"payload":{"protocol":"ip",\
            "field":"saddr"}},"right":"@s"}},{"vmap":{"key":{"ct":{"key":"state"}},"data":{"set":\
            [["new",{"jump":{"target":"x"}}]]}}}]}}]}
            """
        let bytes = Array(text.utf8)
        for length in stride(from: 0, to: bytes.count, by: 3) {
            _ = Self.reading(Ruleset(nftables: Array(bytes[..<length])))
        }
        for index in bytes.indices {
            var changed = bytes
            changed[index] = [0, 48, 123, 255][index % 4]
            _ = Self.reading(Ruleset(nftables: changed))
        }
        #expect(Ruleset(nftables: bytes).chains[0].rules.count == 1)
    }
}
