internal import Audit

extension TextReport {
    /// The faults of a drill, one a line: what left under each, or what held.
    func drill(_ page: inout Page) {
        guard let drill = report.drill, !drill.faults.isEmpty else { return }
        let grace = report.policy.grace
        page.paragraph(
            [],
            "Faults, \(drill.rate) canaries a second in each kind of traffic"
                + (grace > 0 ? ", \(Phrase.seconds(grace)) of grace" : ""))
        let texts = drill.faults.map { FaultText($0, grace: grace) }
        let width = texts.map { Cells.width($0.name) }.max() ?? 0
        for text in texts {
            page.paragraph(
                [("  " + Cells.padded(text.name, to: width) + "  ", .plain)], text.outcome)
        }
    }
}
