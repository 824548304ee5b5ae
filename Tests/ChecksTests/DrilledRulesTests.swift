internal import Checks
internal import Testing
internal import Wire

@testable internal import Audit
@testable internal import Evidence

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

    /// What a check says of a recording whose machine had these rules all the time.
    private static func words(
        of check: CheckID, on name: String, _ chains: [Ruleset.Chain]
    ) throws -> [String] {
        let test = try #require(TestRecording.all.first { $0.description == name })
        var recording = test.recording
        recording.host?.rulesets = [RulesetSighting(at: 0, Ruleset(chains: chains))]
        return Outcome(of: check, on: recording).findings.map(\.what)
    }

    /// A chain of a hook whose rules let the tunnel out, and what else some rules say.
    private static func chain(
        _ hook: Ruleset.Hook, drops: Bool = true, _ rules: Ruleset.Rule...
    ) -> Ruleset.Chain {
        var chain = Ruleset.Chain(
            hook.rawValue, in: "killswitch", .inet, at: Ruleset.Place(at: hook, drops: drops))
        chain.rules =
            rules + [
                Ruleset.Rule([Ruleset.Match(.oif, ["wg0"])], .accept),
                Ruleset.Rule(
                    [
                        Ruleset.Match(.destination, ["203.0.113.10"]),
                        Ruleset.Match(.mark, ["51820"]),
                    ], .accept),
            ]
        return chain
    }

    private static let guests = ("leak.forwarded", "leak.forwarded/leak-under-fault")
    private static let inner = ("leak.inner-source", "killswitch.established/leak-inner-source")

    @Test(arguments: [
        (
            [chain(.output)],
            "say the same: they look at what the machine itself sends, not at what it passes on."
        ),
        (
            [chain(.output), chain(.forward, drops: false)],
            "say the same: they let what the machine passes on out, in inet killswitch forward."
        ),
        ([], "say the same: they hold no new flow."),
        (
            [chain(.output), chain(.forward)],
            "hold this, so they do not explain it: for a moment they may have been other ones."
        ),
    ]) func rulesSayWhyGuestsLeft(_ chains: [Ruleset.Chain], _ end: String) throws {
        let words = try Self.words(of: CheckID(Self.guests.0), on: Self.guests.1, chains)
        #expect(!words.isEmpty)
        for what in words { #expect(what.hasSuffix("The machine's rules " + end), "\(what)") }
    }

    /// What guests sent and was seen to come in is counted with all else that is forwarded.
    @Test func rulesSayWhyGuestsLeftThatWereSeenToComeIn() throws {
        let test = try #require(
            TestRecording.all.first { $0.description == "leak.forwarded/leak" })
        var recording = test.recording
        let strata = recording.violations(in: Array(recording.ledger.strata.map(\.stage)))
            .filter { $0.traffic.traits.contains(.forwarded) }
        try #require(!strata.isEmpty)
        var drill = Drill(
            cells: [TrafficCell(.new, .udp, by: .root, to: Specimen.server, port: 4000)],
            faults: [
                DrilledFault(
                    .interfaceDeleted, from: 0, at: 0, until: .max, undone: .max,
                    proof: .shown("made up"))
            ])
        drill.strays = strata.map { stratum in
            StrayFrame(
                at: stratum.tally.first, length: 60, number: 1, stratum: stratum.index, cell: nil,
                remote: Specimen.server, remotePort: 4000)
        }
        recording.drill = drill
        recording.host?.rulesets = [
            RulesetSighting(at: 0, Ruleset(chains: [Self.chain(.output)]))
        ]
        let words = Outcome(of: "leak.forwarded", on: recording).findings.map(\.what)
        #expect(!words.isEmpty)
        for what in words {
            #expect(
                what.hasSuffix("the machine itself sends, not at what it passes on."), "\(what)")
        }
    }

    @Test(arguments: [
        (
            [
                chain(
                    .output, drops: false,
                    Ruleset.Rule([Ruleset.Match(.source, ["192.168.50.0/24"])], .drop))
            ],
            "say the same: they name 192.168.50.0/24 alone, and let any other source out."
        ),
        (
            [
                chain(
                    .output, Ruleset.Rule([Ruleset.Match(.state, ["established"])], .accept))
            ],
            "say the same: they let what belongs to a known connection out, and hold only new flows."
        ),
        ([], "say the same: they hold no new flow."),
        (
            [chain(.output)],
            "hold this, so they do not explain it: for a moment they may have been other ones."
        ),
    ]) func rulesSayWhyTheTunnelsAddressLeft(_ chains: [Ruleset.Chain], _ end: String) throws {
        let words = try Self.words(of: CheckID(Self.inner.0), on: Self.inner.1, chains)
        #expect(!words.isEmpty)
        for what in words { #expect(what.hasSuffix("The machine's rules " + end), "\(what)") }
    }

    @Test func rulesThatNobodyReadExplainNothing() throws {
        for (check, name) in [Self.guests, Self.inner] {
            let test = try #require(TestRecording.all.first { $0.description == name })
            var recording = test.recording
            recording.host?.rulesets = []
            let words = Outcome(of: CheckID(check), on: recording).findings.map(\.what)
            #expect(!words.isEmpty && !words.contains { $0.contains("rules s") }, "\(words)")
        }
    }

    @Test func eachChainIsReadAsIfItStoodAlone() throws {
        let rules = try Self.rules("killswitch.established", "clean-open-by-rules").report
        #expect(
            rules.chains.map(\.name.raw) == ["inet killswitch output", "inet killswitch forward"])
        #expect(
            rules.chains.map { $0.letsOut.map(\.raw) } == [
                ["what belongs to a known connection"], [],
            ])
        #expect(rules.chains.allSatisfy { $0.isDropping && $0.isUnderstood })
    }

    /// A chain that accepts does not undo what another one drops, and says so only of itself.
    @Test func aChainThatAcceptsIsToldBesideOneThatDrops() throws {
        let test = try #require(
            TestRecording.all.first { $0.description == "killswitch.established/clean" })
        var recording = test.recording
        let open = Ruleset.Chain(
            "OUTPUT", in: "filter", .ip, at: Ruleset.Place(at: .output, drops: false))
        recording.host?.rulesets = [
            RulesetSighting(at: 0, Ruleset(chains: [Self.chain(.output), open]))
        ]
        let rules = try #require(DrilledRules(recording)).report
        #expect(rules.chains.map { $0.letsOut.map(\.raw) } == [[], ["every new flow"]])
        #expect(rules.chains.map(\.isDropping) == [true, false])
        #expect(rules.predictions.allSatisfy { $0.expected == .held })
    }

    /// What rules let expect of each kind of traffic, and whether it was so.
    @Test(arguments: [
        ("leak-by-rules", "new", Report.Prediction.Fate.held, Report.Prediction.Agreement.agrees),
        ("clean-open-by-rules", "established", .leaves, .notSeen),
        ("leak-by-rules", "established", .leaves, .agrees),
        ("leak-against-rules", "established", .held, .disagrees),
        ("leak-rules-not-understood", "established", .unknown, .unknown),
    ]) func rulesAreComparedWithWhatWasMeasured(
        _ name: String, _ kind: String, _ expected: Report.Prediction.Fate,
        _ agreement: Report.Prediction.Agreement
    ) throws {
        let rules = try Self.rules("killswitch.established", name).report
        let told = rules.predictions.filter { $0.kind == kind && $0.version == 4 }
        #expect(!told.isEmpty)
        for one in told {
            #expect(one.expected == expected && one.agreement == agreement, "\(one)")
            #expect((one.leftCount > 0) == (kind != "new" && name.hasPrefix("leak")))
        }
    }

    @Test func rulesThatWereTakenAwayExplainWhatTheyHeldBefore() throws {
        let rules = try Self.rules("killswitch.interface-down", "leak-rules-gone").report
        let told = rules.predictions.filter { $0.leftCount > 0 }
        #expect(!told.isEmpty)
        #expect(told.allSatisfy { $0.expected == .held && $0.agreement == .explained })
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
