internal import Evidence

/// Faults that are injected more than once: because the tunnel carried again at once, and to see that what
/// blocks is still there behind the recovery.
extension DrillReading {
    /// A shorter outage tests nothing, in nanoseconds (catalogue, the drill rule).
    private static let shortest: UInt64 = 1_000_000_000

    /// The longest time under a fault in which no new flow was answered through the tunnel, in nanoseconds;
    /// nil if none was answered, or the fault is none that cuts the tunnel.
    func outage(under fault: Int) -> UInt64? {
        let drilled = drill.faults[fault]
        guard drilled.id.cutsTunnel else { return nil }
        let times = drill.cells.indices.filter { cell in
            let scope = DrillScope(drill.cells[cell])
            // What left was answered past the tunnel.
            return !scope.isLasting && scope.sender != .forwarded && !hasLeft(scope, under: fault)
        }.flatMap { cell in
            attempts(in: cell, under: fault).compactMap { answer(to: $0, under: fault) }
        }.sorted()
        guard !times.isEmpty else { return nil }
        return zip([drilled.at] + times, times + [drilled.until]).map { $1 - min($0, $1) }.max()
    }

    /// When a canary was answered while a fault was there; nil if it was not.
    private func answer(to attempt: Attempt, under fault: Int) -> UInt64? {
        guard isAnswered(attempt, under: fault), case .answered(let delay) = attempt.outcome else {
            return nil
        }
        return attempt.at &+ UInt64(delay) &* 1000
    }

    /// Whether the tunnel carried again too early for a fault to test anything.
    func isTooShort(_ fault: Int) -> Bool {
        outage(under: fault).map { $0 < DrillReading.shortest } ?? false
    }

    /// Whether a fault was injected once more with the entry blocked: that one tells what it would have.
    func isRepeated(_ fault: Int) -> Bool {
        guard fault + 1 < drill.faults.count else { return false }
        let next = drill.faults[fault + 1]
        return next.isEntryBlocked && !next.isAfterRecovery && next.id == drill.faults[fault].id
            && !drill.faults[fault].isEntryBlocked
    }

    /// Whether what held under a fault tells anything of its check: not where it was repeated, and not where
    /// it came again only to test the recovery.
    public func isTelling(_ fault: Int) -> Bool {
        !isRepeated(fault) && !drill.faults[fault].isAfterRecovery
    }

    /// The fault behind the recovery, and the one that it repeats; nil without such.
    public var rehearsal: (fault: Int, first: Int)? {
        guard let fault = drill.faults.lastIndex(where: \.isAfterRecovery),
            let first = first(of: fault)
        else { return nil }
        return (fault, first)
    }

    private func first(of fault: Int) -> Int? {
        drill.faults.indices.first {
            drill.faults[$0].id == drill.faults[fault].id && isTelling($0)
        }
    }

    /// Whether new flows of a scope's kind leave under a fault behind the recovery, and did not leave before.
    func isDisarmed(_ scope: DrillScope, under fault: Int) -> Bool {
        guard drill.faults[fault].isAfterRecovery, let first = first(of: fault) else {
            return false
        }
        return tried(under: first).contains(scope.new)
            && !hasLeftMeanwhile(scope.new, under: first)
    }
}
