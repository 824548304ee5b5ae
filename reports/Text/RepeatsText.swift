public import Audit
internal import Wire

/// How far the runs of `--repeat` agree, for people; it stands behind the worst run's report.
public struct RepeatsText {
    private let repeats: Repeats
    private let style: TextStyle

    /// A comparison in a style.
    public init(_ repeats: Repeats, style: TextStyle = TextStyle()) {
        self.repeats = repeats
        self.style = style
    }

    /// The text, ending in a line feed.
    public var text: String {
        var page = Page(style: style)
        let count = repeats.reports.count
        let worst = "the report is that of run \(repeats.worst + 1), the worst"
        guard !repeats.agree else {
            page.paragraph([], "All \(count) runs agree; \(worst).")
            rows(&page)
            return page.text
        }
        let order = Headline.allCases.filter { headline in
            repeats.reports.contains { $0.verdict == headline }
        }
        let told = order.map { headline in
            "\(repeats.reports.count { $0.verdict == headline })\(Cells.noBreak)"
                + Words(headline).word
        }
        page.paragraph(
            [], "\(count) runs disagree: \(told.joined(separator: ", ")); \(worst).")
        rows(&page)
        return page.text
    }

    private func rows(_ page: inout Page) {
        let width = repeats.rows.map { Cells.width($0.id.name) }.max() ?? 0
        for row in repeats.rows {
            let verdicts = row.counts.map { verdict, runs in
                "\(Words(verdict, isNotice: row.isNotice).word) in \(runs)"
            }
            page.paragraph(
                [("  " + Cells.padded(row.id.name, to: width) + "  ", .plain)],
                verdicts.joined(separator: ", ") + (row.packets.map(packets) ?? ""))
        }
    }

    /// `; 12 packets (9 to 14)`: the median and the range.
    private func packets(_ spread: Repeats.Spread) -> String {
        let whole = Int(spread.median)
        let half = spread.median == Double(whole) ? "" : ".5"
        let median = Phrase.number(whole) + half + "\(Cells.noBreak)packets"
        guard spread.least != spread.most else { return "; \(median) each" }
        return "; median \(median), "
            + "\(Phrase.number(spread.least)) to \(Phrase.number(spread.most))"
    }
}
