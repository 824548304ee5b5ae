internal import Testing

@testable internal import Evidence

/// Rules are written down and read again without a loss, or refused.
struct RulesetRowTests {
    private static let start: UInt64 = 1_800_000_000_123_456_789

    private static var sightings: [RulesetSighting] {
        var output = Ruleset.Chain(
            "out\nput", in: "t", .inet,
            at: Ruleset.Place(.nat, at: .output, priority: -7, drops: true))
        output.rules = [
            Ruleset.Rule([Ruleset.Match(.oif, ["eth*"], isNot: true)], .jump, target: "names"),
            Ruleset.Rule([Ruleset.Match(.mark, ["1-9"], mask: 255)], .unknown),
            Ruleset.Rule([], .return),
        ]
        output.rules[2].marks = true
        let egress = Ruleset.Chain(
            "e", in: "n", .netdev, at: Ruleset.Place(at: .egress, device: "eth0"))
        return [
            RulesetSighting(
                at: start,
                Ruleset(chains: [output, egress, Ruleset.Chain("names", in: "t", .inet)])),
            RulesetSighting(at: start + 1, Ruleset(unread: ["iptables-legacy"])),
        ]
    }

    @Test func everyValueReadsBackAsItWas() throws {
        let bytes = try RulesetRow.bytes(of: Self.sightings)
        #expect(try RulesetRow.sightings(bytes, of: "run") == Self.sightings)
    }

    @Test func whatIsNoReadingIsRefused() throws {
        let at = "\"at\":\"1.000000000\""
        let head = "{\(at),\"unread\":[]}"
        func chain(_ name: String, _ rules: String = "") -> String {
            "{\(at),\"chain\":{\"family\":\"ip\",\"table\":\"t\",\"name\":\"\(name)\",\"rules\":[\(rules)]}}"
        }
        let rule = "{\"matches\":[],\"verdict\":\"drop\"}"
        let values = Array(repeating: "\"1\"", count: 257).joined(separator: ",")
        let wide =
            "{\"matches\":[{\"field\":\"port\",\"values\":[\(values)]}],\"verdict\":\"drop\"}"
        let refused = [
            // A chain that no reading has.
            chain("o"),
            head
                + "\n{\"at\":\"2.0\",\"chain\":{\"family\":\"ip\",\"table\":\"t\",\"name\":\"o\",\"rules\":[]}}",
            "{\"at\":\"never\",\"unread\":[]}", "{\(at)}",
            head + "\n" + chain(String(repeating: "x", count: 257)),
            head + "\n" + chain("o", "{\"matches\":[],\"verdict\":\"perhaps\"}"),
            head + "\n" + chain("o", Array(repeating: rule, count: 4097).joined(separator: ",")),
            head + "\n" + chain("o", wide),
            Array(repeating: head, count: 65).joined(separator: "\n"),
        ]
        for text in refused {
            #expect(throws: EvidenceError.self, "\(text.prefix(80))") {
                try RulesetRow.sightings(Array(text.utf8), of: "run")
            }
        }
        let taken = head + "\n" + chain("o", rule)
        #expect(try RulesetRow.sightings(Array(taken.utf8), of: "run")[0].ruleset.chains.count == 1)
    }
}
