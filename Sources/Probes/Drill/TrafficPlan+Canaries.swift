internal import Evidence
internal import Gather
internal import Wire

/// What the canaries of a drill look like.
extension TrafficPlan {
    /// Most canaries of all cells together: their log takes 168 MB, and 24 cells of 1000 a second each
    /// fill it in three minutes.
    static let mostCanaries = 1 << 22

    /// Most canaries of each cell.
    var mostPerCell: Int { TrafficPlan.mostCanaries / max(1, cells.count) }

    /// A canary as it is sent by UDP and TCP, `d3.117`; nil if it has no room.
    func canary(_ cell: Int, _ number: Int) -> CanaryLine? {
        CanaryLine(run: run, id: "d\(cell).\(number)")
    }

    /// A canary as it is asked for, `d3-117.RUN.ZONE`; nil if there is no such name.
    func name(_ cell: Int, _ number: Int) -> DNSWireName? { DNSWireName(text(cell, number)) }

    /// A canary as a program asks for it: behind the final dot no search domain is tried.
    func absoluteName(_ cell: Int, _ number: Int) -> String { text(cell, number) + "." }

    private func text(_ cell: Int, _ number: Int) -> String {
        "d\(cell)-\(number).\(run).\(zone.hasSuffix(".") ? String(zone.dropLast()) : zone)"
    }

    /// The indices of the cells of a sender in which anything is sent now and, if need be, of some kinds.
    func indices(
        of sender: TrafficCell.Sender, _ kinds: [TrafficCell.Kind] = TrafficCell.Kind.allCases
    ) -> [Int] {
        cells.indices.filter { index in
            let cell = cells[index]
            return cell.sender == sender && kinds.contains(cell.kind)
                && (isBeforeTunnel || !cell.isEarly)
        }
    }

    /// Who sends anything.
    var senders: [TrafficCell.Sender] {
        TrafficCell.Sender.allCases.filter { !indices(of: $0).isEmpty }
    }

    /// Refuses what cannot be sent.
    func check() throws(GatherError) {
        guard !cells.isEmpty, cells.count <= 1_000, 1...1_000 ~= rate else {
            throw GatherError(
                "drill.traffic", "it has no cells, too many, or a rate out of 1...1000")
        }
        for (at, cell) in cells.enumerated() {
            guard cell.carrier != .stub || cell.kind == .dns else {
                throw GatherError("drill.traffic", "the system's resolver carries look-ups alone")
            }
            guard canary(at, mostPerCell) != nil, cell.kind != .dns || name(at, mostPerCell) != nil
            else { throw GatherError("drill.traffic", "no canary fits below \(zone)") }
        }
    }
}
