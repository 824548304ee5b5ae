internal import Evidence
internal import Gather
internal import Testing
internal import Wire

/// What a run asks.
struct ScenarioTests {
    @Test func systemdResolvedIsAskedForNamesOfItsOwnAndOnlyWhereItServes() throws {
        let run = try #require(RunLabel("0123456789abcdef"))
        var scenario = Scenario(
            targets: [], resolvers: [IPAddress(v4: 0x7f00_0035)], zone: "leak.test", uplinks: [],
            tunnels: ["wg0"], run: run)
        let names = { (questions: [Question]) in
            questions.compactMap { question -> String? in
                guard case .lookUp(let name, _, _) = question.content,
                    HostFacts.Resolved.stubs.contains(question.remote), question.port == 53
                else { return nil }
                return name.labels.map { name.label($0) }.joined(separator: ".")
            }
        }
        let before = Set(names(scenario.through))
        #expect(!before.contains { $0.hasPrefix("r1.") })
        scenario.asksResolved = true
        scenario.searches = ["home.arpa", "two", "three", "four", "five", "not a name.."]
        scenario.inner = [IPAddress(v4: 0x0a40_0002), IPAddress(high: 0xfe80 << 48, low: 1)]
        let asked = names(scenario.through).filter { !before.contains($0) }
        #expect(
            asked == [
                "r1.\(run).leak.test", "r2.\(run).leak.test", "r3-\(run)", "r4.\(run).home.arpa",
                "r4.\(run).two", "r4.\(run).three", "r4.\(run).four", "2.0.64.10.in-addr.arpa",
            ])
    }
}
