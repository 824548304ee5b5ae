internal import Checks
internal import Evidence
internal import Testing
internal import Wire

@testable internal import Audit

/// Rules explain what was measured, and judge nothing.
struct DrilledRulesTests {
    private static func rules(_ id: String, _ name: String) throws -> DrilledRules {
        let test = try #require(TestRecording.all.first { $0.id == id && $0.name == name })
        return try #require(DrilledRules(test.recording))
    }

    @Test func aFlawThatLetSomethingOutIsMeasured() throws {
        let rules = try Self.rules("killswitch.established", "leak-by-rules")
        #expect(rules.report.flaws.map(\.id) == ["established"])
        #expect(rules.report.flaws.map(\.isMeasured) == [true])
        #expect(rules.limits.isEmpty)
    }

    @Test func aFlawByWhichNothingLeftIsALimit() throws {
        let rules = try Self.rules("killswitch.established", "clean-open-by-rules")
        #expect(rules.report.flaws.map(\.isMeasured) == [false])
        #expect(
            rules.limits.map(\.text.raw) == [
                "The rules let what belongs to a known connection out, and hold only new flows. "
                    + "Nothing of that kind was seen to leave."
            ])
        #expect(rules.limits.allSatisfy { ReasonCode($0.reasonCode) != nil })
    }

    @Test func whatIsNotUnderstoodIsALimit() throws {
        let rules = try Self.rules("killswitch.established", "leak-rules-not-understood")
        #expect(rules.limits.map(\.reasonCode) == ["killswitch.rules_unread"])
        #expect(rules.limits.allSatisfy { ReasonCode($0.reasonCode) != nil })
    }

    @Test func rulesThatHoldWhatLeftHaveNoFlaw() throws {
        let rules = try Self.rules("killswitch.established", "leak-against-rules")
        #expect(rules.report.flaws.isEmpty && rules.report.areUnderstood && rules.limits.isEmpty)
    }

    /// What the rules of a machine were before the first fault is what it is told to have.
    @Test func rulesThatWereTakenAwayAreReadAsTheyStoodBefore() throws {
        let rules = try Self.rules("killswitch.interface-down", "leak-rules-gone")
        #expect(rules.report.flaws.isEmpty)
        #expect(rules.measured == ["open"])
    }

    /// A machine that passes nothing on has no guests.
    @Test func whatCannotBePassedOnIsNoFlaw() throws {
        let test = try #require(
            TestRecording.all.first {
                $0.description == "killswitch.established/clean-open-by-rules"
            })
        var recording = test.recording
        recording.host?.rulesets[0].ruleset.chains.removeAll { $0.place?.hook == .forward }
        #expect(DrilledRules(recording)?.report.flaws.map(\.id) == ["established"])
        recording.host?.forwards = [4]
        #expect(DrilledRules(recording)?.report.flaws.map(\.id) == ["established", "forwarded"])
    }

    @Test(arguments: TestRecording.all.filter { $0.recording.drill != nil })
    func noRulesChangeAVerdict(_ test: TestRecording) {
        let place = Ruleset.Place(at: .output, drops: true)
        let rulesets = [
            Ruleset(), Ruleset(unread: ["nftables"]),
            Ruleset(chains: [Ruleset.Chain("o", in: "t", .inet, at: place)]),
        ]
        let words = { (recording: Recording) in
            Catalogue.checks.map { Outcome(of: $0.id, on: recording, with: [$0]).word }
        }
        let expected = words(test.recording)
        for ruleset in rulesets {
            var recording = test.recording
            recording.host?.rulesets = [RulesetSighting(at: 0, ruleset)]
            #expect(words(recording) == expected)
        }
    }
}
