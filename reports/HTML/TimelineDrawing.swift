internal import Audit
internal import Wire

/// The moments around a leak: what both pictures of them and the table are made from.
struct TimelineDrawing {
    /// The least room between two marks of a state: about the width of one. Closer ones hide each other,
    /// and are one.
    static let markRoom = 8.0
    /// Most lanes that are drawn; a run has four or five.
    private static let mostLanes = 8

    let from: Double
    let to: Double
    let spans: [Span]
    let windows: [Window]
    let lanes: [ReportDocument.Lane]
    let event: (text: String, at: Double)?
    let interface: String?

    /// A stretch of the picture, and what happened in it.
    struct Span {
        let from: Double
        let to: Double
        let name: Report.StageName?
        let title: String
        let note: String?
        let counts: [Report.Mark.State: Int]
    }

    /// A stretch in which traffic left.
    struct Window {
        let from: Double
        let to: Double
        let leaks: Int
        /// Whether more may have.
        var isLeast = false
        /// The first and the last frame, where one window holds all that leaked.
        let frames: String?
    }

    /// Nil where the report has no timeline, or one without length.
    init?(_ document: ReportDocument) {
        guard let timeline = document.timeline, timeline.to > timeline.from else { return nil }
        from = timeline.from
        to = timeline.to
        lanes = Array(timeline.lanes.prefix(Self.mostLanes))
        event = timeline.event.flatMap { text in
            timeline.eventAt.map { (text.forPeople, $0) }
        }
        interface = document.tunnel?.interface?.forPeople
        let marks = timeline.lanes.flatMap(\.marks)
        let stages = document.stages.filter { $0.to > timeline.from && $0.from < timeline.to }
        let spans = stages.map { stage in
            let ends = (max(stage.from, timeline.from), min(stage.to, timeline.to))
            return Span(
                from: ends.0, to: ends.1, name: stage.name, title: HTMLPhrase.title(of: stage),
                note: stage.note?.forPeople,
                counts: Self.counts(of: marks, from: ends.0, to: ends.1))
        }
        self.spans =
            spans.isEmpty
            ? [
                Span(
                    from: timeline.from, to: timeline.to, name: nil, title: "The whole time",
                    note: nil,
                    counts: Self.counts(of: marks, from: timeline.from, to: timeline.to))
            ] : spans
        windows = Window.all(in: self.spans, marks, document)
    }

    /// Marks of each kind; one on the border belongs to what begins there.
    private static func counts(
        of marks: [ReportDocument.Mark], from: Double, to: Double
    ) -> [Report.Mark.State: Int] {
        marks.reduce(into: [:]) { counts, mark in
            if mark.at >= from, mark.at < to { counts[mark.state, default: 0] += 1 }
        }
    }

    /// Where marks are drawn that do not hide each other; leaks come last, on top.
    func positions(
        of lane: ReportDocument.Lane, on scale: Scale
    ) -> [(position: Double, state: Report.Mark.State)] {
        let marks = lane.marks.filter { $0.at >= from && $0.at <= to }
        let order: [Report.Mark.State] = [.expected, .inside, .held, .leaked]
        return order.flatMap { state in
            SVG.spread(
                marks.filter { $0.state == state }.map { scale.position(of: $0.at) }.sorted(),
                room: Self.markRoom
            ).map { (position: $0, state: state) }
        }
    }

    /// Seconds along a line.
    struct Scale {
        let from, to, start, end: Double

        func position(of seconds: Double) -> Double {
            start + (min(max(seconds, from), to) - from) / (to - from) * (end - start)
        }

        /// Round numbers of seconds, at most twelve.
        var ticks: [Double] {
            let steps: [Double] = [
                0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1_800, 3_600, 21_600, 86_400,
            ]
            guard let step = steps.first(where: { (to - from) / $0 <= 12 }) else { return [] }
            var ticks: [Double] = []
            var tick = (from / step).rounded(.up) * step
            while tick <= to + step / 1_000 {
                ticks.append(tick)
                tick += step
            }
            return ticks
        }
    }

    /// The window that begins in a stretch, if any.
    func window(in span: Span) -> Window? {
        windows.first { span.from <= $0.from && $0.from < span.to }
    }

    /// One sentence for each stretch, for those who do not see the picture.
    var description: String {
        spans.map { span in
            let window = window(in: span)
            let leaks = window?.leaks ?? 0
            let least = window?.isLeast == true ? "at least " : ""
            let left =
                leaks > 0 ? ": " + least + Phrase.count(leaks, "packet") + " left outside" : ""
            return "\(span.title) from \(HTMLPhrase.hundredths(span.from))"
                + " to \(HTMLPhrase.hundredths(span.to)) s\(left)."
        }.joined(separator: " ") + " The same data is in the table below."
    }

    /// What the picture shows, in a sentence or two.
    var caption: String {
        let event =
            event.map {
                "\(HTMLPhrase.capital($0.text)) at \(HTMLPhrase.hundredths($0.at))\u{a0}s. "
            } ?? ""
        guard !windows.isEmpty else { return event + "Nothing left outside." }
        let times = windows.map { window in
            let first = HTMLPhrase.hundredths(window.from)
            return window.to > window.from
                ? "from \(first) to \(HTMLPhrase.hundredths(window.to))\u{a0}s"
                : "at \(first)\u{a0}s"
        }
        return event + "Traffic left outside " + Phrase.list(times, most: 4) + "."
    }
}
