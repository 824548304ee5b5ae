internal import Evidence
internal import Wire

/// The picture of a drill: the moments around the fault under which most left, or the first one.
extension DrillReading {
    /// What is shown before a fault and behind its undoing, in nanoseconds.
    private static let margin: UInt64 = 2_000_000_000

    /// The picture; times count from `start`.
    func timeline(since start: UInt64) -> Report.Timeline? {
        let faults = drill.faults.indices
        guard let worst = faults.max(by: { strays(under: $0).count < strays(under: $1).count })
        else { return nil }
        let drilled = drill.faults[worst]
        let from = max(start, drilled.from - min(drilled.from, DrillReading.margin))
        let over = drilled.recovered ?? drilled.undone
        let to = max(from, over + min(DrillReading.margin, .max - over))
        let lanes = DrillReading.lanes.compactMap { lane -> Report.Lane? in
            let cells = drill.cells.indices.filter { lane.isIn(drill.cells[$0]) }
            var marks = cells.flatMap { self.marks(of: $0, from..<to, since: start) }
            marks += leaks(of: Set(cells), from..<to, since: start)
            guard !marks.isEmpty else { return nil }
            return Report.Lane(
                id: lane.id, title: lane.title,
                subtitle: OutsideText("\(drill.rate) a second, \(cells.count) kinds"),
                marks: marks.sorted { ($0.at, $0.state.rawValue) < ($1.at, $1.state.rawValue) })
        }
        return Report.Timeline(
            from: seconds(from, since: start), to: seconds(to, since: start), lanes: lanes,
            event: (OutsideText(drilled.id.rawValue), seconds(drilled.at, since: start)))
    }

    private struct Lane: Sendable {
        let id: String
        let title: String
        let isIn: @Sendable (TrafficCell) -> Bool
    }

    private static let lanes = [
        Lane(id: "new", title: "New flows") { $0.kind == .new && $0.sender != .forwarded },
        Lane(id: "established", title: "Open flows") { $0.isLasting && $0.sender != .forwarded },
        Lane(id: "dns", title: "DNS look-ups") { $0.kind == .dns },
        Lane(id: "forwarded", title: "Guests") { $0.kind != .dns && $0.sender == .forwarded },
    ]

    private func marks(
        of cell: Int, _ span: Range<UInt64>, since start: UInt64
    ) -> [Report.Mark] {
        drill.attempts.filter { $0.cell == cell && span.contains($0.at) }.map { attempt in
            let isInside = if case .answered = attempt.outcome { true } else { false }
            return Report.Mark(
                at: seconds(attempt.at, since: start), state: isInside ? .inside : .held)
        }
    }

    private func leaks(
        of cells: Set<Int>, _ span: Range<UInt64>, since start: UInt64
    ) -> [Report.Mark] {
        drill.strays.filter { span.contains($0.at) && $0.cell.map(cells.contains) ?? false }
            .map { Report.Mark(at: seconds($0.at, since: start), state: .leaked) }
    }
}
