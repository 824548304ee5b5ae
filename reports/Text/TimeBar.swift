internal import Audit
internal import Wire

/// The timeline of a report as five lines of a terminal: when the tunnel carried, what was held, what left.
struct TimeBar {
    private let style: TextStyle
    private let timeline: Report.Timeline
    /// Where something begins or ends, by column, without the ends of the bar.
    private let borders: [Int: Double]
    private let states: [State]
    private let leaks: [Bool]
    private let packets: Int

    /// What stands before the bar.
    private static let names = (tunnel: "  tunnel ", leaked: "  leaked ", none: "         ")

    /// What the tunnel did in a column.
    private enum State { case carried, held, nothing }

    /// Nil where the report has no timeline, or one without length.
    init?(_ report: Report, style: TextStyle) {
        guard let timeline = report.timeline, timeline.to > timeline.from,
            timeline.from.isFinite, timeline.to.isFinite
        else { return nil }
        self.style = style
        self.timeline = timeline
        let width = style.width - Cells.width(Self.names.none)
        func column(_ time: Double) -> Int {
            let share = (time - timeline.from) / (timeline.to - timeline.from)
            return Int((min(max(share, 0), 1) * Double(width - 1)).rounded())
        }
        let marks = timeline.lanes.flatMap(\.marks)
        let left = marks.filter { $0.state == .leaked }.map(\.at)
        var seen = [[Report.Mark.State: Int]](repeating: [:], count: width)
        for mark in marks { seen[column(mark.at)][mark.state, default: 0] += 1 }
        let stages = report.stages.map(\.from)
        let moments = [timeline.eventAt, left.min(), left.max()].compactMap { $0 } + stages
        var borders: [Int: Double] = [:]
        for moment in moments where timeline.from < moment && moment < timeline.to {
            let place = column(moment)
            // The first of those that share a column, or stand side by side, stands for all.
            if 0 < place, place < width - 1,
                (place - 1...place + 1).allSatisfy({ borders[$0] == nil })
            {
                borders[place] = moment
            }
        }
        self.borders = borders
        leaks = seen.map { $0[.leaked] != nil }
        var state = State.nothing
        states = seen.map { seen in
            let (inside, held) = (seen[.inside] ?? 0, seen[.held] ?? 0)
            // Some flows never come back, so most of what was sent tells.
            if seen[.leaked] != nil {
                state = .nothing
            } else if inside + held > 0 {
                state = inside >= held ? .carried : .held
            }
            return state
        }
        packets =
            report.drill?.faults.compactMap(\.window).map(\.packetCount).max() ?? left.count
    }

    /// Draws it.
    func draw(on page: inout Page) {
        page.row([(Self.names.none + times, .faint)])
        page.row([(Self.names.none + axis, .faint)])
        page.row([(Self.names.tunnel + tunnel, .plain)])
        if leaks.contains(true) { page.row([(Self.names.leaked, .plain), (leaked, .leak)]) }
        if let event { page.row([(Self.names.none + event, .plain)]) }
    }

    private var width: Int { states.count }

    /// A shape, or what stands for it where only ASCII may be used.
    private func shape(_ shape: String, _ ascii: String) -> String { style.ascii ? ascii : shape }

    /// The times of the ends and the borders, as far as there is room.
    private var times: String {
        var text = Self.time(timeline.from) + " s"
        let last = Self.time(timeline.to)
        for (place, moment) in borders.sorted(by: { $0.key < $1.key }) {
            let time = Self.time(moment)
            guard place > text.count, place + time.count < width - last.count else { continue }
            text = Cells.padded(text, to: place) + time
        }
        return Cells.padded(text, to: width - last.count) + last
    }

    /// `7.32`, with as many decimals as it needs, two at the most.
    private static func time(_ seconds: Double) -> String {
        var text = HTMLPhrase.hundredths(seconds)
        while text.contains("."), let last = text.last, last == "0" || last == "." {
            text.removeLast()
            if last == "." { break }
        }
        return text
    }

    private var axis: String {
        let line = (1..<width - 1).map { place in
            borders[place] == nil ? shape("─", "-") : shape("┼", "+")
        }
        return shape("├", "+") + line.joined() + shape("┤", "+")
    }

    private var tunnel: String {
        var cells = states.map { state in
            switch state {
            case .carried: shape("█", "#")
            case .held: shape("░", ".")
            case .nothing: " "
            }
        }
        for place in borders.keys { cells[place] = shape("│", "|") }
        let word = Array(" held ").map(String.init)
        var start = 0
        for end in 1...width
        where end == width || states[end] != states[start] || borders[end] != nil {
            let room = end - start
            if states[start] == .held, room >= word.count + 4 {
                let first = start + (room - word.count + 1) / 2
                cells.replaceSubrange(first..<first + word.count, with: word)
            }
            start = min(end, width - 1)
        }
        return cells.joined()
    }

    private var leaked: String {
        var cells = leaks.map { $0 ? shape("●", "*") : " " }
        for place in borders.keys where !leaks[place] { cells[place] = shape("│", "|") }
        let note = Array(" " + Phrase.count(packets, "packet")).map(String.init)
        let (first, last) = (leaks.firstIndex(of: true) ?? 0, leaks.lastIndex(of: true) ?? 0)
        // Behind what left, past a border that stands there; else before it.
        let behind = borders[last + 1] == nil ? last + 1 : last + 2
        if behind + note.count <= width {
            cells.replaceSubrange(behind..<behind + note.count, with: note)
        } else if first >= note.count + 1 {
            cells.replaceSubrange(first - note.count - 1..<first - 1, with: note)
        }
        return cells.joined()
    }

    /// What was done on purpose, below its moment; nil where nothing was.
    private var event: String? {
        guard let text = timeline.event?.forTerminal, let at = timeline.eventAt,
            let place = borders.first(where: { $0.value == at })?.key
        else { return nil }
        let spelt = Cells.wrapped(style.spelt(text), to: width / 2).first ?? ""
        if Cells.width(spelt) + 1 <= place {
            let gap = String(repeating: " ", count: place - Cells.width(spelt) - 1)
            return gap + spelt + " " + shape("┘", "^")
        }
        return String(repeating: " ", count: place) + shape("└", "^") + " " + spelt
    }
}
