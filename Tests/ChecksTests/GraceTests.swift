internal import Audit
internal import Checks
internal import Evidence
internal import Testing

/// What leaves within the grace is told, and is no leak; what leaves later is one.
@Suite struct GraceTests {
    /// Under its fault new flows and look-ups leave for two seconds and a half.
    private func judged(_ folder: String, grace milliseconds: UInt64) throws -> [Judgement] {
        let test = try #require(TestRecording.all.first { $0.description == folder })
        var policy = Policy()
        policy.grace = milliseconds * 1_000_000
        return audit(test.recording, with: Catalogue.checks, under: policy)
    }

    private func findings(_ judgements: [Judgement]) -> [Finding] {
        judgements.flatMap { judgement -> [Finding] in
            guard case .fail(let findings) = judgement.verdict else { return [] }
            return findings.all
        }
    }

    @Test func whatLeavesWithinTheGraceIsToldAndNoLeak() throws {
        let strict = findings(try judged("killswitch.interface-down/leak", grace: 0))
        let lenient = findings(try judged("killswitch.interface-down/leak", grace: 5_000))
        #expect(strict.count == lenient.count && !strict.isEmpty)
        #expect(strict.contains { $0.severity.isLeak })
        for finding in lenient {
            #expect(!finding.severity.isLeak, "\(finding.title)")
            #expect(finding.title.hasSuffix(", within the grace of 5 s"))
        }
    }

    @Test(arguments: [1, 1_000, 2_000])
    func oneFrameBehindTheGraceIsALeak(_ milliseconds: UInt64) throws {
        let found = findings(
            try judged("killswitch.interface-down/leak", grace: milliseconds))
        #expect(found.contains { $0.severity == .critical })
        #expect(!found.contains { $0.title.contains("grace") })
    }

    /// Of very many frames not all are kept, and nobody knows when the others left.
    @Test func whatIsCountedAndNotListedHasNoGrace() throws {
        let test = try #require(
            TestRecording.all.first { $0.description == "killswitch.interface-down/leak" })
        var recording = test.recording
        recording.drill?.strays.removeAll()
        var policy = Policy()
        policy.grace = 5_000_000_000
        let found = findings(audit(recording, with: Catalogue.checks, under: policy))
        #expect(found.contains { $0.severity.isLeak })
        #expect(!found.contains { $0.title.contains("grace") })
    }

    @Test func aLeakBeforeTheTunnelWasCutIsNoMatterOfGrace() throws {
        let found = findings(try judged("leak.udp-bypass/leak", grace: 3_600_000))
        #expect(found.contains { $0.severity.isLeak })
    }
}
