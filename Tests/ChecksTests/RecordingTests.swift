internal import Audit
internal import Checks
internal import Evidence
internal import Testing

/// Every folder under `Tests/Recordings` is a test.
@Suite struct RecordingTests {
    @Test func everyRecordingCanBeRead() throws {
        #expect(try !TestRecording.read().isEmpty)
    }

    @Test func everyCheckHasACleanALeakingAndABlindRecording() {
        for check in Catalogue.checks {
            let names = TestRecording.all.filter { $0.id == check.id.name }.map(\.name)
            for name in ["clean", "leak", "blind"] {
                #expect(names.contains(name), "\(check.id) lacks \(name)")
            }
        }
    }

    @Test(arguments: TestRecording.all)
    func verdictIsTheExpectedOne(_ test: TestRecording) {
        let outcome = Outcome(of: CheckID(test.id), on: test.recording)
        #expect(outcome.complaints(against: test.expected) == [])
    }

    @Test(arguments: TestRecording.leaks)
    func otherChecksFailWhereTheyMust(_ test: TestRecording) {
        for (id, packets) in test.expected.also ?? [:] {
            let outcome = Outcome(of: CheckID(id), on: test.recording)
            #expect(outcome.word == "fail", "\(id)")
            #expect(outcome.tally.packets == packets, "\(id)")
        }
    }

    @Test(arguments: TestRecording.clean)
    func cleanRecordingHoldsNoLeakOfAnyKind(_ test: TestRecording) {
        let failed = audit(test.recording, with: Catalogue.checks, under: Policy()).filter {
            guard case .fail(let findings) = $0.verdict else { return false }
            // A proxy in clear text is told, and no leak.
            return findings.all.contains { $0.severity > .info }
        }
        #expect(failed.map(\.check.id.name) == [])
    }

    @Test(arguments: TestRecording.all)
    func everyStrayFrameHasACause(_ test: TestRecording) {
        let scene = Case(test.recording, Policy(), checks: Catalogue.checks)
        let stages = Array(test.recording.subject.stages.marks.indices)
        for stratum in test.recording.violations(in: stages) {
            #expect(scene.causes[stratum.index] != nil, "\(stratum.traffic)")
        }
    }

    @Test(arguments: TestRecording.leaks)
    func aStrayFrameWithoutACauseVoidsEveryPass(_ test: TestRecording) {
        let strays = test.recording.violations(in: test.recording.protectedStages)
        guard !strays.isEmpty else { return }
        // A catalogue in which nobody is left to claim the leak.
        let others = Catalogue.checks.filter { check in
            !strays.contains { check.claims?($0.traffic) ?? false }
        }
        let passed = audit(test.recording, with: others, under: Policy())
            .filter { $0.verdict.isPass && $0.check.needs.contains(.detector) }
        #expect(passed.map(\.check.id.name) == [])
    }
}
