internal import Audit
internal import Checks
internal import Evidence
internal import Testing
internal import Wire

/// The six laws that hold for every check, on its own recordings.
@Suite struct LawsTests {
    @Test(arguments: TestRecording.clean)
    func passesOnClean(_ test: TestRecording) {
        #expect(Outcome(of: CheckID(test.id), on: test.recording).verdict.isPass)
    }

    @Test(arguments: TestRecording.leaks)
    func failsOnLeak(_ test: TestRecording) {
        #expect(Outcome(of: CheckID(test.id), on: test.recording).verdict.isFail)
    }

    @Test(arguments: TestRecording.all)
    func silenceNeverPasses(_ test: TestRecording) {
        let judgements = audit(
            test.recording.silenced(), with: Catalogue.checks, under: Policy())
        #expect(judgements.filter(\.verdict.isPass).map(\.check.id.name) == [])
    }

    @Test(arguments: Catalogue.checks)
    func theRuleItselfDoesNotPassOnSilence(_ check: Check) {
        for test in TestRecording.all where test.id == check.id.name {
            let scene = Case(test.recording.silenced(), Policy(), checks: Catalogue.checks)
            #expect(!check.judge(scene).isPass, "\(test)")
        }
    }

    @Test(arguments: TestRecording.all)
    func takingAnyNeedAwayVoidsAPass(_ test: TestRecording) {
        for need in Need.allCases {
            var blinded = test.recording
            blinded.coverage.withheld.insert(need)
            for judgement in audit(blinded, with: Catalogue.checks, under: Policy())
            where judgement.verdict.isPass {
                #expect(!judgement.check.needs.contains(need), "\(judgement.check.id), \(need)")
            }
        }
    }

    @Test(arguments: TestRecording.clean)
    func aGapInCoverageVoidsAPass(_ test: TestRecording) throws {
        let check = try #require(Catalogue.checks.first { $0.id.name == test.id })
        for need in check.needs {
            var blinded = test.recording
            blinded.coverage.gaps.append(
                Coverage.Gap(code: "test.gap", text: "Something was missed.", breaks: need))
            #expect(Outcome(of: check.id, on: blinded).word == "inconclusive", "\(need)")
        }
    }

    @Test(arguments: TestRecording.leaks)
    func blindnessNeverVoidsAFail(_ test: TestRecording) {
        var blinded = test.recording
        blinded.coverage = Coverage(
            gaps: Need.allCases.map {
                Coverage.Gap(code: "test.gap", text: "Something was missed.", breaks: $0)
            }, withheld: Set(Need.allCases))
        let outcome = Outcome(of: CheckID(test.id), on: blinded)
        #expect(outcome.complaints(against: test.expected) == [])
    }

    @Test(arguments: TestRecording.clean + TestRecording.leaks)
    func noiseIsHarmless(_ test: TestRecording) throws {
        let rewritten = try RewrittenRecording(test)
        let noisy = try rewritten.recording { frames in
            let noise = Noise(like: test.recording, times: frames.map(\.record.time))
            return frames + noise.frames(on: rewritten.underlay)
        }
        #expect(
            Outcome(of: CheckID(test.id), on: noisy).complaints(against: test.expected) == [])
    }

    @Test(arguments: TestRecording.clean + TestRecording.leaks)
    func orderWithinOneInstantIsMeaningless(_ test: TestRecording) throws {
        // Rounded to the tenth of a millisecond, a packet inside the tunnel and the frame that
        // carries it share an instant.
        let grain: UInt64 = 100_000
        var verdicts: [Outcome] = []
        for isTurned in [false, true] {
            let recording = try RewrittenRecording(test).recording { frames in
                var rounded = frames
                for index in rounded.indices {
                    rounded[index].record.time -= rounded[index].record.time % grain
                }
                return isTurned ? Array(rounded.reversed()) : rounded
            }
            verdicts.append(Outcome(of: CheckID(test.id), on: recording))
        }
        #expect(verdicts[0].word == test.expected.verdict)
        #expect(verdicts[1].word == test.expected.verdict)
        #expect(verdicts[0].tally.packets == verdicts[1].tally.packets)
        #expect(verdicts[0].severity == verdicts[1].severity)
    }

    @Test(arguments: Catalogue.checks)
    func aCheckThatCannotFireNeverPasses(_ check: Check) {
        let dead = Check(check.id, card: check.card, needs: check.needs, specimen: Specimen([])) {
            check.judge($0)
        }
        for test in TestRecording.clean where test.id == check.id.name {
            let outcome = Outcome(of: check.id, on: test.recording, with: [dead])
            #expect(outcome.word == "inconclusive", "\(test)")
        }
    }
}
