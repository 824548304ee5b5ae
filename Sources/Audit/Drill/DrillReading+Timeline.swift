internal import Evidence
internal import Wire

/// The picture of a drill: the moments around the fault under which most left, or the first one.
extension DrillReading {
    /// What is shown before a fault and behind its undoing, in nanoseconds.
    private static let margin: UInt64 = 2_000_000_000

    /// Width of what is one mark, in nanoseconds: the report's bins have each count.
    private static let grain: UInt64 = 10_000_000

    /// The picture; times count from `start`.
    func timeline(since start: UInt64) -> Report.Timeline? {
        let faults = drill.faults.indices
        guard let worst = faults.max(by: { strays(under: $0).count < strays(under: $1).count })
        else { return nil }
        let drilled = drill.faults[worst]
        // What was before the last fault was undone is that one's.
        let earliest = worst > 0 ? drill.faults[worst - 1].undone : start
        let from = max(start, earliest, drilled.from - min(drilled.from, DrillReading.margin))
        let over = drilled.recovered ?? drilled.undone
        // What comes with the next fault is that one's.
        let next = worst + 1 < drill.faults.count ? drill.faults[worst + 1].from : .max
        let to = max(from, min(next, over + min(DrillReading.margin, .max - over)))
        var lanes = DrillReading.lanes.compactMap { lane -> Report.Lane? in
            let cells = Set(drill.cells.indices.filter { lane.isIn(drill.cells[$0]) })
            return made(
                lane.id, lane.title, "\(rate) a second, \(cells.count) kinds",
                attempts(of: cells, from..<to, under: worst)
                    + leaks(under: worst) { $0.cell.map(cells.contains) ?? false }, since: start)
        }
        lanes += [
            made(
                "programs", "Other programs", "what left of them",
                leaks(under: worst) { $0.cell == nil }, since: start)
        ].compactMap { $0 }
        return Report.Timeline(
            from: seconds(from, since: start), to: seconds(to, since: start), lanes: lanes,
            event: (OutsideText(drilled.id.rawValue), seconds(drilled.at, since: start)))
    }

    private struct Lane: Sendable {
        let id: String
        let title: String
        let isIn: @Sendable (TrafficCell) -> Bool
    }

    /// A moment and what became of it.
    private struct Moment: Hashable {
        var at: UInt64
        var state: Report.Mark.State
    }

    private static let lanes = [
        Lane(id: "new", title: "New flows") { $0.kind == .new && $0.sender != .forwarded },
        Lane(id: "established", title: "Open flows") { $0.isLasting && $0.sender != .forwarded },
        Lane(id: "dns", title: "DNS look-ups") { $0.kind == .dns },
        Lane(id: "forwarded", title: "Guests") { $0.kind != .dns && $0.sender == .forwarded },
    ]

    /// A lane of moments, of which those of one state that lie together are one mark; nil without any.
    private func made(
        _ id: String, _ title: String, _ subtitle: String, _ moments: [Moment], since start: UInt64
    ) -> Report.Lane? {
        var seen: Set<Moment> = []
        let marks = moments.sorted { $0.at < $1.at }.filter { moment in
            seen.insert(Moment(at: moment.at / DrillReading.grain, state: moment.state)).inserted
        }
        guard !marks.isEmpty else { return nil }
        return Report.Lane(
            id: id, title: title, subtitle: OutsideText(subtitle),
            marks: marks.map { Report.Mark(at: seconds($0.at, since: start), state: $0.state) })
    }

    private func attempts(
        of cells: Set<Int>, _ span: Range<UInt64>, under fault: Int
    ) -> [Moment] {
        let (at, until) = (drill.faults[fault].at, drill.faults[fault].until)
        return drill.attempts.filter { cells.contains($0.cell) && span.contains($0.at) }
            .map { attempt in
                var isInside = if case .answered = attempt.outcome { true } else { false }
                // What comes through once the fault is over was held as long.
                if isInside, at <= attempt.at, attempt.at < until {
                    isInside = isAnswered(attempt, under: fault)
                }
                return Moment(at: attempt.at, state: isInside ? .inside : .held)
            }
    }

    private func leaks(under fault: Int, _ isIn: (StrayFrame) -> Bool) -> [Moment] {
        strays(under: fault).filter(isIn).map { Moment(at: $0.at, state: .leaked) }
    }
}
