internal import Evidence
internal import Wire

extension DrilledRules {
    /// Each kind of traffic of the drill: what the rules let expect of it, and what was measured.
    var predictions: [Report.Prediction] {
        let walk = RuleWalk(undisturbed.ruleset)
        // Where a look-up by the system's resolver goes is not the drill's to say.
        let cells = drill.cells.filter { $0.carrier != .stub }
        let scopes = cells.map { DrillScope($0) }
        let left = self.left
        return scopes.indices.filter { scopes.firstIndex(of: scopes[$0]) == $0 }.map { index in
            let scope = scopes[index]
            let packets = scopes.indices.filter { scopes[$0] == scope }
                .flatMap { self.packets(of: cells[$0]) }
            let fate = RuleReading.fate(of: packets, walk)
            let (count, outcome) = left[scope] ?? (0, Outcome())
            return Report.Prediction(
                kind: scope.kind.rawValue, version: Int(scope.version),
                sender: scope.sender.rawValue, expected: fate.reported, leftCount: count,
                agreement: Self.agreement(of: fate, with: outcome, count: count))
        }
    }

    /// How many frames of each kind of traffic left, and what the rules say of them.
    private var left: [DrillScope: (count: Int, outcome: Outcome)] {
        var left: [DrillScope: (count: Int, outcome: Outcome)] = [:]
        for fault in drill.faults.indices {
            let (from, end) = (drill.faults[fault].from, DrillReading.end(of: fault, in: drill))
            let strays = drill.strays.filter { from <= $0.at && $0.at < end && $0.cell != nil }
            for (scope, strays) in Dictionary(grouping: strays, by: { self.scope(of: $0) }) {
                let earlier = left[scope] ?? (0, Outcome())
                left[scope] = (
                    earlier.count + strays.count,
                    earlier.outcome.joined(with: outcome(of: strays, under: fault))
                )
            }
        }
        return left
    }

    private func scope(of stray: StrayFrame) -> DrillScope {
        DrillScope(drill.cells[stray.cell ?? 0])
    }

    /// What a cell sends, on each link that leads outside.
    private func packets(of cell: TrafficCell) -> [RulePacket] {
        let ordinary = place.ordinary(cell.version).filter {
            $0.transport == (cell.carrier == .tcp ? IPProtocol.tcp : IPProtocol.udp)
        }
        return ordinary.map { packet in
            var packet = packet
            packet.destination = cell.remote
            packet.port = cell.remotePort
            packet.state = cell.isLasting ? "established" : "new"
            packet.user = cell.sender == .root ? 0 : packet.user
            if cell.sender == .forwarded {
                packet.isForwarded = true
                packet.source = nil
                packet.user = nil
            }
            return packet
        }
    }

    private static func agreement(
        of fate: RuleWalk.Fate, with outcome: Outcome, count: Int
    ) -> Report.Prediction.Agreement {
        if count == 0 {
            return switch fate {
            case .held: .agrees
            case .leaves: .notSeen
            case .unknown: .unknown
            }
        }
        if outcome.isHeld { return .disagrees }
        if outcome.isUnknown || outcome.flaws.isEmpty { return .unknown }
        return fate == .leaves && !outcome.haveChanged ? .agrees : .explained
    }
}

extension RuleWalk.Fate {
    fileprivate var reported: Report.Prediction.Fate {
        switch self {
        case .leaves: .leaves
        case .held: .held
        case .unknown: .unknown
        }
    }
}
