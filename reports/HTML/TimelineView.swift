internal import Audit
internal import Wire

/// A picture of the moments around a leak, and a table with the same numbers.
struct TimelineView {
    let wideSVG: String
    let phoneSVG: String
    let caption: String
    /// What the numbers of the table count, where that differs.
    let spansNote: String?
    let spans: [SpanView]

    /// A row of the table.
    struct SpanView {
        let isBad: Bool
        let from: String
        let to: String
        let state: String
        /// When traffic left meanwhile.
        let open: String
        let inside: String
        let held: String
        let leaked: String
        let expected: String
    }

    init?(_ document: ReportDocument) {
        guard let drawing = TimelineDrawing(document) else { return nil }
        wideSVG = drawing.wide
        phoneSVG = drawing.phone
        caption = drawing.caption
        spansNote =
            document.drill == nil
            ? nil
            : "What leaked is counted by the packet; of the rest, canaries within 10 ms are one."
        spans = drawing.spans.map { span in
            let window = drawing.window(in: span)
            return SpanView(
                isBad: window != nil, from: HTMLPhrase.hundredths(span.from),
                to: HTMLPhrase.hundredths(span.to),
                state: span.title + (span.note.map { ", " + $0 } ?? ""),
                open: window.map(Self.ends) ?? "–",
                inside: Phrase.number(span.counts[.inside] ?? 0),
                held: Phrase.number(span.counts[.held] ?? 0),
                leaked: (window?.isLeast == true ? "≥ " : "") + Phrase.number(window?.leaks ?? 0),
                expected: Phrase.number(span.counts[.expected] ?? 0))
        }
    }

    /// `22.29–26.08`, or one moment.
    private static func ends(of window: TimelineDrawing.Window) -> String {
        let (from, to) = (HTMLPhrase.hundredths(window.from), HTMLPhrase.hundredths(window.to))
        return from == to ? from : from + "–" + to
    }
}
