internal import Audit
internal import Wire

extension TextReport {
    /// What travelled outside and is no leak: expected traffic, and traffic that was not judged.
    func traffic(_ page: inout Page) {
        let rows = report.traffic.filter { $0.outside != nil && $0.result != .fail }
        guard !rows.isEmpty else { return }
        page.paragraph([], "Outside the tunnel, and not a leak")
        let titles = rows.map(\.title)
        let stages = rows.map { $0.stage?.rawValue ?? "" }
        let titleWidth = titles.map(Cells.width).max() ?? 0
        let stageWidth = stages.map(Cells.width).max() ?? 0
        for row in rows {
            guard let outside = row.outside else { continue }
            let mark = style.ascii ? "-" : "–"
            let stage = Cells.padded(row.stage?.rawValue ?? "", to: stageWidth)
            let title = Cells.padded(row.title, to: titleWidth)
            let lead = "  \(mark) " + (stageWidth == 0 ? "" : stage + "  ") + title + "  "
            let margin = String(repeating: " ", count: Cells.width(lead))
            page.paragraph([(lead, .plain)], counts(of: outside))
            page.paragraph(
                [(margin, .plain)], Phrase.times(outside.firstSeenAt, outside.lastSeenAt))
            page.paragraph([(margin, .plain)], meaning(of: row))
        }
    }

    private func counts(of span: Report.Span) -> String {
        [
            Phrase.count(span.packetCount, "packet"), Phrase.count(span.byteCount, "byte"),
            Phrase.frames(span.firstFrame, span.lastFrame),
        ].joined(separator: ", ")
    }

    private func meaning(of row: Report.Traffic) -> String {
        let word = row.result == .expected ? "expected" : "not judged"
        return word + (row.rule.map { ": " + $0.forTerminal } ?? "")
    }
}
