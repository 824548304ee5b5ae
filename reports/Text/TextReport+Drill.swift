internal import Audit
internal import Wire

extension TextReport {
    /// The faults of a drill, one a line: what left under each, or what held.
    func drill(_ page: inout Page) {
        guard let drill = report.drill, !drill.faults.isEmpty else { return }
        let grace = report.policy.grace
        let sent = drill.rateReached < drill.rate ? " asked for, \(drill.rateReached) sent" : ""
        page.paragraph(
            [],
            "Faults, \(drill.rate) canaries a second\(sent) in each kind of traffic, up to "
                + "\(max(1, Int((drill.longestGap * 1000).rounded()))) ms apart"
                + (grace > 0 ? ", \(Phrase.seconds(grace)) of grace" : ""))
        let texts = drill.faults.map { FaultText($0, grace: grace) }
        let width = texts.map { Cells.width($0.name) }.max() ?? 0
        for text in texts {
            page.paragraph(
                [("  " + Cells.padded(text.name, to: width) + "  ", .plain)], text.outcome)
        }
        if let rules = drill.rules { self.rules(rules, &page) }
    }

    /// What the machine's rules say by themselves, a flaw a line.
    private func rules(_ rules: Report.Rules, _ page: inout Page) {
        page.paragraph([], "Rules of this machine, as they were read")
        for flaw in rules.flaws {
            page.paragraph(
                [("  ", .plain)],
                "they \(flaw.text.forTerminal); such packets were "
                    + (flaw.isMeasured ? "seen to leave" : "not seen to leave"))
        }
        for prediction in rules.predictions where prediction.agreement == .disagrees {
            page.paragraph(
                [("  ", .plain)],
                "they hold \(prediction.kind) traffic of \(prediction.sender) by "
                    + "IPv\(prediction.version), and "
                    + Phrase.count(prediction.leftCount, "packet") + " of it left all the same")
        }
        if !rules.areUnderstood {
            page.paragraph([("  ", .plain)], "some cannot be read, so they may hold less or more")
        } else if rules.flaws.isEmpty {
            page.paragraph([("  ", .plain)], "they hold all that was asked of them")
        }
    }
}
