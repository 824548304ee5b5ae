internal import Audit
internal import Checks
internal import Testing

/// Breaking any rule must be seen by the recordings alone, without the detector's self-test.
@Suite struct MutantTests {
    @Test(arguments: Catalogue.checks)
    func aDisabledRuleIsCaughtByEveryLeak(_ check: Check) {
        let mutant = check.mutated(.disabled)
        #expect(!canFire(mutant))
        for test in recordings(of: check, \.isLeak) {
            #expect(!complaints(of: mutant, on: test).isEmpty, "survives \(test)")
        }
    }

    @Test(arguments: Catalogue.checks)
    func anInvertedRuleIsCaught(_ check: Check) {
        let mutant = check.mutated(.inverted)
        let found = recordings(of: check, \.isLeak).flatMap { complaints(of: mutant, on: $0) }
        #expect(!found.isEmpty, "survives")
    }

    @Test(arguments: Catalogue.checks)
    func aMissingControlIsCaughtByTheBlindRecording(_ check: Check) {
        for test in recordings(of: check, \.isBlindByClass) where check.claims != nil {
            #expect(!complaints(of: check.withoutControl(), on: test).isEmpty, "survives \(test)")
        }
    }

    @Test func aFrameIsCountedOnce() {
        // Turned round, the catalogue would count DNS and WebRTC as ordinary traffic.
        let turned = Array(Catalogue.checks.reversed())
        let found = TestRecording.leaks.flatMap { test in
            Outcome(of: CheckID(test.id), on: test.recording, with: turned)
                .complaints(against: test.expected)
        }
        #expect(!found.isEmpty)
    }

    private func recordings(
        of check: Check, _ kind: KeyPath<TestRecording, Bool>
    ) -> [TestRecording] {
        TestRecording.all.filter { $0.id == check.id.name && $0[keyPath: kind] }
    }

    /// What the recording says against a mutant in the place of its check.
    private func complaints(of mutant: Check, on test: TestRecording) -> [String] {
        let checks = Catalogue.checks.map { $0.id == mutant.id ? mutant : $0 }
        return Outcome(of: mutant.id, on: test.recording, with: checks)
            .complaints(against: test.expected)
    }
}
