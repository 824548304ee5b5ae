internal import Audit
internal import Wire

extension TextReport {
    /// What the run cannot tell: gaps, undecided checks by reason, and limits.
    func limits(_ page: inout Page) {
        let groups = reasons
        guard !report.coverage.gaps.isEmpty || !groups.isEmpty || !report.limits.isEmpty else {
            return
        }
        page.paragraph([], "What this run can't tell you")
        for gap in report.coverage.gaps {
            item("?", gap.text.forTerminal + place(of: gap), gap.code, nil, &page)
        }
        for group in groups {
            let limit = report.limits.first { $0.reasonCode == group.code }
            let meaning = limit?.text.forTerminal ?? ReasonCode(group.code)?.meaning
            let text = Phrase.list(group.titles, most: 6) + (meaning.map { ": " + $0 } ?? "")
            item(group.mark, text, group.code, limit?.command, &page)
        }
        for limit in report.limits where !groups.contains(where: { $0.code == limit.reasonCode }) {
            item("–", limit.text.forTerminal, limit.reasonCode, limit.command, &page)
        }
    }

    private struct Reason {
        let code: String
        let mark: String
        var titles: [String]
    }

    /// The checks that were not decided or not applicable, by reason, in the order of the checks.
    private var reasons: [Reason] {
        var groups: [Reason] = []
        for check in report.checks {
            guard let code = check.reasonCode else { continue }
            let mark = check.isUndecided ? "?" : "–"
            if let index = groups.firstIndex(where: { $0.code == code && $0.mark == mark }) {
                if !groups[index].titles.contains(check.title) {
                    groups[index].titles.append(check.title)
                }
            } else {
                groups.append(Reason(code: code, mark: mark, titles: [check.title]))
            }
        }
        return groups
    }

    private func item(
        _ mark: String, _ text: String, _ code: String, _ command: OutsideText?, _ page: inout Page
    ) {
        page.paragraph([("  \(mark) ", .plain)], "\(text) (\(code))")
        if let command { page.command("    try:  ", command.forTerminal) }
    }

    private func place(of gap: Report.Gap) -> String {
        let interface = gap.interface.map { " On " + Phrase.whole($0) + "." } ?? ""
        guard let from = gap.from else { return interface }
        let to = gap.to.map { " to " + Phrase.seconds($0) } ?? ""
        return " From \(Phrase.seconds(from))\(to)." + interface
    }
}
