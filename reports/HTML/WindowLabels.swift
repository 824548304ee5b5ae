internal import Audit

/// The labels over the open windows of a picture: each over its window, none over another, and none
/// outside. Windows whose labels would meet have one together; the table has each by itself.
struct WindowLabels {
    /// Sizes of the two lines.
    static let sizes = (title: 13.5, note: 11.5)
    /// The least room between two labels.
    private static let gap = 12.0
    /// Most windows that are told apart; a picture has no room for more labels.
    private static let most = 20

    let labels: [Label]

    /// A label of two lines.
    struct Label {
        /// How long it was open; nil for a single moment.
        let title: String?
        /// What left.
        let note: String
        let middle: Double
        let width: Double

        fileprivate func meets(_ other: Label) -> Bool {
            (middle - other.middle).magnitude < (width + other.width) / 2 + WindowLabels.gap
        }
    }

    /// The labels of windows in a picture of a width.
    init(
        _ windows: [TimelineDrawing.Window], on scale: TimelineDrawing.Scale, width: Double
    ) {
        let sorted = windows.sorted { $0.from < $1.from }
        var groups =
            sorted.count > Self.most ? [sorted[...]] : sorted.indices.map { sorted[$0...$0] }
        func made() -> [Label] { groups.map { Self.label($0, on: scale, width: width) } }
        var labels = made()
        while let (first, last) = Self.meeting(labels) {
            let all = sorted[groups[first].startIndex..<groups[last].endIndex]
            groups.replaceSubrange(first...last, with: [all])
            labels = made()
        }
        self.labels = labels
    }

    /// Two labels that meet, the earlier one first.
    private static func meeting(_ labels: [Label]) -> (Int, Int)? {
        for first in labels.indices {
            for last in labels.indices.dropFirst(first + 1)
            where labels[first].meets(labels[last]) { return (first, last) }
        }
        return nil
    }

    /// The label of windows that have one together.
    private static func label(
        _ windows: ArraySlice<TimelineDrawing.Window>, on scale: TimelineDrawing.Scale,
        width: Double
    ) -> Label {
        let open = windows.reduce(0) { $0 + max($1.to - $1.from, 0) }
        let leaks = windows.reduce(0) { $0 + min($1.leaks, Int.max / 2 - $0) }
        let title =
            windows.count > 1
            ? "\(windows.count) windows, \(Phrase.seconds(open)) in all"
            : open > 0 ? "open for " + Phrase.seconds(open) : nil
        let count =
            (windows.contains(where: \.isLeast) ? "at least " : "")
            + Phrase.count(leaks, "packet") + " out"
        let notes = [
            windows.count == 1 ? windows.first?.frames.map { count + ", frames " + $0 } : nil,
            count,
        ].compactMap(\.self)
        func room(for note: String) -> Double {
            max(
                title.map { SVG.width(of: $0, size: sizes.title, .bold) } ?? 0,
                SVG.width(of: note, size: sizes.note))
        }
        let note = notes.first { room(for: $0) <= width } ?? count
        let middle =
            (scale.position(of: windows.first?.from ?? 0)
                + scale.position(of: windows.last?.to ?? 0)) / 2
        let half = room(for: note) / 2
        return Label(
            title: title, note: note, middle: min(max(middle, half), max(width - half, half)),
            width: half * 2)
    }
}
