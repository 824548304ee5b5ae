internal import Audit
internal import Wire

extension TextReport {
    /// The word, what it rests on, and the assurance.
    func headline(_ page: inout Page) {
        let words = Words(report.verdict)
        let stopped = report.error?.code == Report.Failure.stopped
        let word = (stopped ? "STOPPED, " : "") + words.word
        let sentences = [basis, uncounted, assurance, proof].compactMap(\.self)
        page.paragraph(
            [(Cells.padded(word, to: 6) + "  ", words.ink)], sentences.joined(separator: " "))
    }

    private var basis: String {
        let sentence = report.summary.headline
        switch report.verdict {
        case .pass:
            return "\(sentence): \(passed)."
        case .fail:
            let window =
                report.summary.leaked.flatMap {
                    $0.exposure > 0 ? " within " + Phrase.seconds($0.exposure) : nil
                } ?? ""
            return "\(sentence)\(window). \(failsBySeverity)."
        case .inconclusive:
            let reason = report.error.map { " " + $0.message.forTerminal.ended } ?? ""
            return "\(sentence): \(passed).\(reason)"
        case .error:
            return report.error?.message.forTerminal.ended ?? sentence + "."
        }
    }

    /// `6 of 7 passed`, in lines, without those that are not applicable.
    private var passed: String {
        let applicable = report.lines.count { $0.verdict != .notApplicable }
        let passed = report.lines.count { $0.verdict == .pass }
        return "\(passed) of \(applicable) passed"
    }

    /// `Failed: 1 critical, 2 high`, in checks.
    private var failsBySeverity: String {
        let failed = report.checks.filter { $0.verdict == .fail }
        let parts = Severity.allCases.reversed().compactMap { severity -> String? in
            let count = failed.count { self.severity(of: $0) == severity }
            return count == 0 ? nil : "\(count)\(Cells.noBreak)\(severity.rawValue)"
        }
        return "Failed: " + parts.joined(separator: ", ")
    }

    private func severity(of check: Report.Check) -> Severity {
        report.findings.filter { $0.checkID == check.id }.map(\.severity).max() ?? check.severity
    }

    /// Says so when a leak stands above a headline that does not count it.
    private var uncounted: String? {
        let leaks = report.lines.count(where: \.isLeak)
        guard report.verdict != .fail, leaks > 0 else { return nil }
        let verb = leaks == 1 ? "does" : "do"
        return Phrase.count(leaks, "leak") + " \(verb) not count, by the policy."
    }

    private var assurance: String {
        let undecided = report.checks.filter(\.isUndecided)
        var titles: [String] = []
        for check in undecided where !titles.contains(check.title) { titles.append(check.title) }
        let share =
            report.assurance.map { "Assurance \($0.percent)\(Cells.noBreak)%" }
            ?? "No assurance, for nothing was applicable"
        guard !undecided.isEmpty else { return share + "." }
        let verb = undecided.count == 1 ? "is" : "are"
        let count = Phrase.count(undecided.count, "check")
        return "\(share): \(count) \(verb) not decided (\(Phrase.list(titles)))."
    }

    private var proof: String? {
        guard report.verdict == .pass, !report.controls.isEmpty,
            report.controls.allSatisfy(\.isProven)
        else { return nil }
        return "Every control held, so zero means zero."
    }
}

extension String {
    /// The string with a full stop at its end.
    fileprivate var ended: String { hasSuffix(".") ? self : self + "." }
}
