internal import Audit
internal import Reports
internal import Testing

/// The headline of a run, its exit code, its assurance, its counts and its lines.
@Suite struct HeadlineTests {
    private let pass: Report.Outcome = .pass(.tunnelClass)
    private let unsure: Report.Outcome = .inconclusive("control.tunnel_class")

    /// The three required checks of `analyze`, then `leak.ntp` of medium and `os.note` of low severity.
    private func checks(
        _ dns: Report.Outcome, _ ipv6: Report.Outcome, _ ipv4: Report.Outcome,
        ntp: Report.Outcome? = nil, note: Report.Outcome? = nil
    ) -> [Report.Check] {
        let rows: [(CheckID, String, Severity, Report.Outcome?)] = [
            ("dns.underlay-53", "DNS", .critical, dns),
            ("leak.ipv6-native", "IPv6", .critical, ipv6),
            ("leak.ipv4-direct", "Other traffic", .critical, ipv4),
            ("leak.ntp", "Other traffic", .medium, ntp), ("os.note", "Note", .low, note),
        ]
        return rows.compactMap { id, title, severity, outcome in
            outcome.map { Samples.check(id, title, severity, "fact of \(id)", $0) }
        }
    }

    private func fail(_ id: String) -> Report.Outcome { .fail(findings: [id], .certain) }

    private func report(
        _ checks: [Report.Check], _ findings: [Report.Finding] = [], failOn: FailOn = .leak,
        strict: Bool = false, error: Report.Failure? = nil
    ) -> Report {
        Samples.report(
            checks: checks, findings: findings,
            policy: Report.Policy(failOn: failOn, strict: strict), error: error)
    }

    @Test func allRequiredPassedIsSealed() {
        let report = report(checks(pass, .notApplicable("no_ipv6"), pass, ntp: unsure))
        #expect(report.verdict == .pass)
        #expect(report.run.exitCode == 0)
    }

    @Test(arguments: [true, false])
    func whatLeftWithinTheGraceAloneDoesNotHinder(_ isWithinGrace: Bool) {
        let checks = checks(fail("F1"), pass, pass)
        let finding = Report.Finding(
            id: "F1", checkID: "dns.underlay-53", severity: .low, confidence: .certain,
            title: "two packets", what: "", seenBy: [], stage: .faulted, packets: nil,
            fix: Report.Fix(summary: "", commands: []), fingerprint: "", evidence: [],
            isWithinGrace: isWithinGrace)
        #expect(report(checks, [finding]).verdict == (isWithinGrace ? .pass : .inconclusive))
        #expect(report(checks).verdict == .inconclusive)
        #expect(report(checks, [finding], failOn: .notice).verdict == .fail)
    }

    @Test func aDrillThatExercisedNoKillSwitchIsNotProven() {
        let all = checks(pass, pass, pass)
        for isExercised in [true, false] {
            let headline = Headline(
                checks: all, findings: [], required: Set(all.map(\.id)), failOn: .leak,
                strict: false, error: nil, isExercised: isExercised)
            #expect(headline == (isExercised ? .pass : .inconclusive))
        }
    }

    @Test func nothingButNotApplicableIsNotProven() {
        let nothing: Report.Outcome = .notApplicable("no_ipv6")
        let report = report(checks(nothing, nothing, nothing, ntp: pass))
        #expect(report.verdict == .inconclusive)
        #expect(report.run.exitCode == 3)
    }

    @Test func notProvenMayEndWithTheCodeOfSealedAndALeakNever() {
        for headline in Headline.allCases {
            let code = headline.exitCode(strict: false, allowsInconclusive: true)
            let usual = headline.exitCode(strict: false)
            #expect(code == (headline == .inconclusive ? 0 : usual))
            #expect(
                headline.exitCode(strict: true, allowsInconclusive: true)
                    == headline.exitCode(strict: true))
        }
    }

    @Test func anUndecidedRequiredCheckIsNotProven() {
        #expect(report(checks(pass, unsure, pass)).verdict == .inconclusive)
        #expect(report(checks(pass, .error("capture.undecoded"), pass)).verdict == .inconclusive)
    }

    @Test func aLeakOfAnyCheckWinsOverEverything() {
        let leak = Samples.finding("F1", "leak.ntp", .medium)
        let report = report(checks(unsure, unsure, pass, ntp: fail("F1")), [leak])
        #expect(report.verdict == .fail)
        #expect(report.run.exitCode == 1)
        #expect(report.summary.failCount == 1)
        #expect(report.summary.noticeCount == 0)
    }

    @Test func aNoticeAloneChangesNothing() {
        let notice = Samples.finding("F1", "os.note", .low)
        let checks = checks(pass, pass, pass, note: fail("F1"))
        let sealed = report(checks, [notice])
        #expect(sealed.verdict == .pass)
        #expect(sealed.summary.noticeCount == 1)
        #expect(report(checks, [notice], failOn: .notice).verdict == .fail)
    }

    @Test func whatIsOnlyPossibleNeverFailsARun() {
        let rumour = Samples.finding("F1", "leak.ntp", .critical, .possible)
        #expect(rumour.severity == .low)
        let checks = checks(pass, pass, pass, ntp: .fail(findings: ["F1"], .possible))
        let report = report(checks, [rumour], failOn: .notice)
        #expect(report.verdict == .pass)
        #expect(report.summary.noticeCount == 1)
        #expect(report.lines.last?.isNotice == true)
    }

    @Test func withoutAThresholdAFailedRequiredCheckIsStillNotSealed() {
        let leak = Samples.finding("F1", "dns.underlay-53", .critical)
        let report = report(checks(fail("F1"), pass, pass), [leak], failOn: .never)
        #expect(report.verdict == .inconclusive)
        #expect(TextReport(report).text.contains("1 leak does not count, by the policy."))
    }

    @Test func withoutAThresholdOtherFailsLeaveItSealed() {
        let leak = Samples.finding("F1", "leak.ntp", .medium)
        let report = report(checks(pass, pass, pass, ntp: fail("F1")), [leak], failOn: .never)
        #expect(report.verdict == .pass)
    }

    @Test func strictTurnsAnyUndecidedCheckIntoExitOne() {
        let report = report(checks(pass, pass, pass, ntp: unsure), strict: true)
        #expect(report.verdict == .inconclusive)
        #expect(report.run.exitCode == 1)
        #expect(self.report(checks(pass, pass, pass), strict: true).run.exitCode == 0)
    }

    @Test func whenNoRequiredCheckWasAskedForAllAre() {
        let ntp = Samples.check("leak.ntp", "Clock", .medium, "", pass)
        let other = Samples.check("leak.lan-chatter", "Names", .low, "", unsure)
        #expect(report([ntp]).verdict == .pass)
        #expect(report([ntp, other]).verdict == .inconclusive)
    }

    @Test func aRequiredCheckThatWasNotAskedForDropsOut() {
        let checks = checks(pass, pass, pass, ntp: unsure).filter { $0.id != "leak.ipv6-native" }
        #expect(report(checks).verdict == .pass)
    }

    @Test func aStoppedRunIsNeverSealed() {
        let stopped = Report.Failure(code: "run.stopped", message: "Stopped by Ctrl-C".outside)
        #expect(report(checks(pass, pass, pass), error: stopped).verdict == .inconclusive)
        #expect(report([], error: stopped).verdict == .error)
        let leak = Samples.finding("F1", "leak.ntp", .medium)
        let report = report(checks(pass, pass, pass, ntp: fail("F1")), [leak], error: stopped)
        #expect(report.verdict == .fail)
        #expect(TextReport(report).text.contains("\nSTOPPED, LEAK  "))
    }

    @Test func aGivenExitCodeStands() {
        let stopped = Report.Failure(code: "run.stopped", message: "Stopped".outside)
        let report = Samples.report(
            checks: checks(pass, pass, pass), error: stopped, exitCode: 130)
        #expect(report.run.exitCode == 130)
    }

    @Test func whenEveryCheckBrokeTheReportSaysWhy() {
        let broken: Report.Outcome = .error("capture.undecoded")
        let report = report(checks(broken, broken, broken))
        #expect(report.verdict == .error)
        #expect(report.error?.code == "capture.undecoded")
        #expect(report.run.exitCode == 4)
    }

    @Test func noCheckAtAllIsNotProven() {
        let report = report([])
        #expect(report.verdict == .inconclusive)
        #expect(report.assurance == nil)
    }

    @Test func assuranceIsTheWeightedShareOfTheDecided() {
        #expect(Assurance(of: checks(pass, pass, unsure))?.tenThousandths == 6_667)
        #expect(Assurance(of: checks(pass, pass, unsure))?.percent == 66)
        #expect(Assurance(of: checks(fail("F1"), pass, pass, ntp: pass))?.percent == 100)
        #expect(Assurance(of: checks(pass, .notApplicable("no_ipv6"), pass))?.percent == 100)
        #expect(Assurance(of: checks(unsure, unsure, .error("x")))?.tenThousandths == 0)
    }

    @Test func assuranceIsNilWhenNothingWeighs() {
        #expect(Assurance(of: []) == nil)
        let note = Samples.check("os.note", "Note", .info, "", pass)
        #expect(Assurance(of: [note]) == nil)
    }

    @Test func assuranceIsWholeOnlyWhenEverythingWasDecided() throws {
        let many = Array(
            repeating: Samples.check("leak.ntp", "N", .critical, "", pass), count: 9_999)
        let odd = Samples.check("os.note", "Note", .low, "", unsure)
        let assurance = try #require(Assurance(of: many + [odd]))
        #expect(assurance.tenThousandths == 9_999)
        #expect(assurance.percent == 99)
    }

    @Test func aLineShowsTheWorstOfItsChecks() {
        let leak = Samples.finding("F1", "leak.ntp", .medium)
        let report = report(checks(unsure, pass, pass, ntp: fail("F1")), [leak])
        #expect(report.lines.map(\.title) == ["Other traffic", "DNS", "IPv6"])
        #expect(report.lines.map(\.verdict) == [.fail, .inconclusive, .pass])
        #expect(report.lines.first?.checkIDs == ["leak.ipv4-direct", "leak.ntp"])
        #expect(report.lines.first?.fact == "fact of leak.ntp".outside)
    }

    @Test func verdictsGoFromFailOverInconclusiveAndPassToNotApplicable() {
        #expect(Report.Verdict.allCases == [.fail, .error, .inconclusive, .pass, .notApplicable])
    }
}
