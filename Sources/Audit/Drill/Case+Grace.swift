internal import Evidence

/// The grace of a drill: what leaves shortly after a fault is told, and does little harm.
extension Case {
    /// A verdict whose findings are within the grace if all of their frames are.
    func allowingGrace(_ verdict: Verdict) -> Verdict {
        guard policy.grace > 0, let drill = recording.drill, case .fail(let findings) = verdict
        else { return verdict }
        let grace = policy.grace / 1_000_000
        let text = grace.isMultiple(of: 1000) ? "\(grace / 1000) s" : "\(grace) ms"
        let graced = findings.all.map { finding in
            guard isWithinGrace(finding, of: drill) else { return finding }
            var finding = finding
            finding.isWithinGrace = true
            finding.severity = min(finding.severity, .low)
            finding.title += ", within the grace of \(text)"
            return finding
        }
        return .fail(Findings(graced[0], Array(graced.dropFirst())))
    }

    private func isWithinGrace(_ finding: Finding, of drill: Drill) -> Bool {
        switch finding.basis {
        case .strays(let strays):
            return strays.allSatisfy { isWithinGrace($0.at, of: drill) }
        case .strata(let counted, let cited):
            let strata = counted.union(cited)
            let packets = strata.reduce(0) { $0 + recording.ledger.strata[$1].tally.packets }
            let strays = drill.strays.filter { strata.contains($0.stratum) }
            // What is not listed has no time.
            return UInt64(strays.count) == packets
                && strays.allSatisfy { isWithinGrace($0.at, of: drill) }
        case .sighting, .outerFlow, .changes, .answers: return false
        }
    }

    /// Whether a time is shortly after a fault, each time that it happened.
    private func isWithinGrace(_ time: UInt64, of drill: Drill) -> Bool {
        drill.faults.contains { fault in
            // What leaves while it is injected leaves before that is over.
            fault.from <= time && time <= fault.at &+ policy.grace
                || fault.transitions.contains { $0 <= time && time <= $0 &+ policy.grace }
        }
    }
}

extension DrillReading {
    /// Whether each fault was a fair chance, where a grace lets a finding stand in for a pass.
    func isFair(under policy: Policy) -> Bool {
        policy.grace == 0
            || drill.faults.indices.allSatisfy { !isTelling($0) || doubt(about: $0) == nil }
    }
}
