internal import Evidence
internal import Wire

/// What a report says of a drill.
extension DrillReading {
    /// Width of a bin, in nanoseconds.
    private static let bin = UInt64(Report.Drill.narrowBin * 1e9)

    /// The report's part; times count from `start`.
    func report(since start: UInt64) -> Report.Drill {
        Report.Drill(
            rate: drill.rate, rateReached: rate, longestGap: seconds(longestGap, since: 0),
            faults: drill.faults.indices.map { fault(at: $0, since: start) },
            rules: DrilledRules(recording)?.report)
    }

    private func fault(at index: Int, since start: UInt64) -> Report.Fault {
        let drilled = drill.faults[index]
        let (proof, isProven) =
            switch drilled.proof {
            case .shown(let fact): (fact, true)
            case .missing(let reason): (reason, false)
            }
        return Report.Fault(
            id: drilled.id.rawValue, isEntryBlocked: drilled.isEntryBlocked,
            isAfterRecovery: drilled.isAfterRecovery, at: seconds(drilled.at, since: start),
            happenedAt: Timestamp(nanoseconds: drilled.at).rfc3339(digits: 9),
            undoneAt: Timestamp(nanoseconds: drilled.until).rfc3339(digits: 9),
            until: seconds(drilled.until, since: start), proof: OutsideText(proof),
            isProven: isProven,
            outage: outage(under: index).map { seconds($0, since: 0) },
            isTooShort: isTooShort(index),
            detection: detection(under: index).map { seconds($0, since: drilled.at) },
            recovery: drilled.recovered.map { seconds($0, since: drilled.undone) },
            window: window(under: index),
            leaks: listed(strays(under: index)).map { seconds($0.at, since: drilled.at) },
            cells: drill.cells.indices.filter { drilled.id.concerns(drill.cells[$0]) }
                .map { cell(at: $0, under: index) })
    }

    /// When a new flow was first treated otherwise than by the tunnel: refused, or let out.
    private func detection(under fault: Int) -> UInt64? {
        let refused = drill.cells.indices.filter { drill.cells[$0].kind == .new }
            .compactMap { cell in
                attempts(in: cell, under: fault).first { attempt in
                    if case .refused = attempt.outcome { attempt.refusal != .none } else { false }
                }?.at
            }
        let left = strays(under: fault).first {
            $0.at >= drill.faults[fault].at && $0.at < drill.faults[fault].until
        }
        return (refused + [left?.at].compactMap { $0 }).min()
    }

    private func window(under fault: Int) -> Report.Window? {
        let left = strays(under: fault)
        guard let first = left.first, let last = left.last else { return nil }
        let ends = Set(left.map { "\($0.remote) \($0.remotePort)" })
        return Report.Window(
            after: seconds(first.at, since: drill.faults[fault].at),
            length: seconds(last.at, since: first.at), packetCount: left.count,
            byteCount: left.reduce(0) { $0 + Int($1.length) }, destinationCount: ends.count)
    }

    /// The first of many packets, and the last.
    private func listed(_ strays: ArraySlice<StrayFrame>) -> [StrayFrame] {
        let half = Report.Fault.mostLeaks / 2
        return strays.count > 2 * half
            ? Array(strays.prefix(half)) + strays.suffix(half) : Array(strays)
    }

    private func cell(at index: Int, under fault: Int) -> Report.Cell {
        let from = drill.faults[fault].from
        var bins: [Int: Report.Bin] = [:]
        func count(_ time: UInt64, _ field: WritableKeyPath<Report.Bin, Int>) {
            let number = time >= from ? Int((time - from) / DrillReading.bin) : 0
            bins[number, default: Report.Bin(index: number)][keyPath: field] += 1
        }
        for attempt in attempts(in: index, under: fault) {
            switch attempt.outcome {
            case .answered where isAnswered(attempt, under: fault): count(attempt.at, \.inside)
            case .sent, .answered: count(attempt.at, \.held)
            case .refused: count(attempt.at, \.blocked)
            }
        }
        for stray in strays(under: fault) where stray.cell == index { count(stray.at, \.leaked) }
        return Report.Cell(
            kind: drill.cells[index].kind.rawValue, carrier: drill.cells[index].carrier.rawValue,
            sender: drill.cells[index].sender.rawValue, version: Int(drill.cells[index].version),
            heldBy: hold(of: DrillScope(drill.cells[index]), under: fault),
            bins: bins.values.sorted { $0.index < $1.index })
    }

    /// Seconds from one time to another; before it they are negative.
    func seconds(_ time: UInt64, since start: UInt64) -> Double {
        Timestamp(nanoseconds: time).seconds(since: Timestamp(nanoseconds: start))
    }
}
