internal import Audit
internal import Wire

/// What was found, with the picture of a drop if there is one.
struct FindingsView {
    let findingsHeading: String
    let findingsNote: String
    let picture: TimelineView?
    let faults: FaultsView?
    let cards: [FindingView]

    /// Nil where nothing was found and there is no picture.
    init?(_ document: ReportDocument) {
        faults = FaultsView(document)
        guard document.timeline != nil || faults != nil || !document.findings.isEmpty else {
            return nil
        }
        picture = TimelineView(document)
        if let timeline = document.timeline {
            findingsHeading = "The drop, second by second"
            let event = timeline.event.map { HTMLPhrase.capital($0) } ?? "Every packet was watched"
            findingsNote =
                event
                + (timeline.eventAt.map { " at " + HTMLPhrase.hundredths($0) + "\u{a0}s" } ?? "")
                + ". Every interface was watched."
        } else {
            findingsHeading = "What was found"
            findingsNote = "Each finding names the packets that show it."
        }
        let findings = document.findings
        cards = findings.indices.map { index in
            FindingView(
                findings[index], number: index + 1,
                sameFixAs: findings.prefix(index).first { $0.fix == findings[index].fix },
                isOpen: index == 0)
        }
    }
}

/// A picture of the moments around a leak, and a table with the same numbers.
struct TimelineView {
    let wideSVG: String
    let phoneSVG: String
    let caption: String
    let spans: [SpanView]

    /// A row of the table.
    struct SpanView {
        let isBad: Bool
        let from: String
        let to: String
        let state: String
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
        spans = drawing.spans.map { span in
            SpanView(
                isBad: span.counts[.leaked] ?? 0 > 0, from: HTMLPhrase.hundredths(span.from),
                to: HTMLPhrase.hundredths(span.to),
                state: span.title + (span.note.map { ", " + $0 } ?? ""),
                inside: Phrase.number(span.counts[.inside] ?? 0),
                held: Phrase.number(span.counts[.held] ?? 0),
                leaked: Phrase.number(span.counts[.leaked] ?? 0),
                expected: Phrase.number(span.counts[.expected] ?? 0))
        }
    }
}
