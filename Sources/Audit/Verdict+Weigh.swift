internal import Evidence

/// The idiom of most checks: violations fail, support passes, neither is inconclusive.
extension Verdict {
    static func weigh(
        _ id: CheckID, _ card: Card, in scene: Case, claims: @Sendable (Traffic) -> Bool,
        citesEarlier: Bool, control: @Sendable (Traffic) -> Bool,
        grade: (@Sendable (Case, [Ledger.Stratum]) -> Severity)?,
        explain: (@Sendable (Case, [Ledger.Stratum]) -> String?)?,
        otherwise: @Sendable (Case) -> [Finding],
        probes: (@Sendable (Case, Answer) -> Bool)?
    ) -> Verdict {
        let recording = scene.recording
        guard !scene.judgedStages.isEmpty else {
            return .inconclusive(
                Doubt("baseline.only", fact: "no frame was captured while connected"))
        }
        var findings: [Finding] = []
        for stage in scene.judgedStages {
            let claimed = recording.violations(in: [stage]).filter { claims($0.traffic) }
            let counted = claimed.filter { scene.causes[$0.index] == id }
            // What left under a fault is told there.
            let cited =
                citesEarlier
                ? claimed.filter {
                    ![id, nil].contains(scene.causes[$0.index])
                        && scene.causes[$0.index]?.area != "killswitch"
                } : []
            let basis = counted.isEmpty ? cited : counted
            guard !basis.isEmpty else { continue }
            let packets = basis.reduce(0) { $0 + $1.tally.packets }
            let namesCount = recording.ledger.nameCount(stage: stage)
            let namesApply = basis.contains { $0.traffic.trafficClass == .dns }
            findings.append(
                Finding(
                    severity: grade?(scene, basis) ?? card.severity, confidence: scene.confidence,
                    title: card.title(packets: packets),
                    what: explain?(scene, basis) ?? card.why,
                    basis: .strata(
                        counted: Set(counted.map(\.index)), cited: Set(cited.map(\.index))),
                    stage: stage, nameCount: namesApply && namesCount > 0 ? namesCount : nil))
        }
        if findings.isEmpty { findings = otherwise(scene) }
        if let first = findings.first {
            return .fail(Findings(first, Array(findings.dropFirst())))
        }
        if let probes {
            let tried = scene.tried(probes)
            if !tried.isEmpty {
                return .pass(
                    Citation(.leakable, fact: "\(tried.count) probes tried it, 0 packets outside"))
            }
        }
        var inside: UInt64 = 0
        for stage in recording.triedStages {
            let support = recording.inside(stage: stage).filter { control($0.traffic) }
            guard !support.isEmpty else {
                let name = recording.subject.stages.marks[stage].stage.rawValue
                return .inconclusive(
                    Doubt(
                        "control.tunnel_class",
                        fact: "none seen outside, none inside the tunnel either (\(name))"))
            }
            inside += support.reduce(0) { $0 + $1.tally.packets }
        }
        return .pass(
            Citation(.tunnelClass, fact: "0 packets outside, \(inside) inside the tunnel"))
    }
}

extension Card {
    /// The heading of a finding of so many packets.
    public func title(packets: UInt64) -> String {
        guard let hole = failure.range(of: "%d") else { return failure }
        let text = failure.replacingCharacters(in: hole, with: "\(packets)")
        return packets == 1 ? text.replacingFirst(" packets", with: " packet") : text
    }
}

extension String {
    fileprivate func range(of part: String) -> Range<String.Index>? {
        var at = startIndex
        while at < endIndex {
            if self[at...].hasPrefix(part) { return at..<index(at, offsetBy: part.count) }
            at = index(after: at)
        }
        return nil
    }

    fileprivate func replacingCharacters(in hole: Range<String.Index>, with text: String) -> String
    {
        String(self[..<hole.lowerBound]) + text + String(self[hole.upperBound...])
    }

    fileprivate func replacingFirst(_ part: String, with text: String) -> String {
        range(of: part).map { replacingCharacters(in: $0, with: text) } ?? self
    }
}
