public import Evidence
internal import Wire

/// The idiom of checks on probes: what they left outside fails, probes that left nothing pass.
extension Verdict {
    /// Weighs the probes of a live run.
    ///
    /// `strays` names the stray traffic that is theirs, which was counted under the first cause of the
    /// catalogue and is cited here; `seen` gives the findings that need no frame; `explain` what to say
    /// beside the card's own words. A pass needs that such probes were tried, and that their version of IP
    /// could leave past the tunnel.
    public static func weigh(
        _ card: Card, in scene: Case, of probes: (Answer) -> Bool,
        strays: (Traffic) -> Bool, seen: (Case) -> [Finding] = { _ in [] },
        explain: ([Ledger.Stratum]) -> String? = { _ in nil }
    ) -> Verdict {
        let findings = scene.strayFindings(card, strays, explain: explain) + seen(scene)
        if let first = findings.first {
            return .fail(Findings(first, Array(findings.dropFirst())))
        }
        guard scene.recording.answers.contains(where: { probes($0) && $0.isTried }) else {
            return .inconclusive(Doubt("control.path", fact: "no such probe could be sent"))
        }
        let fair = scene.tried { probes($1) }
        guard !fair.isEmpty else {
            return .inconclusive(
                Doubt("control.leakable", fact: "no underlay offers a way past the tunnel"))
        }
        let held = fair.filter(\.isHeld).count
        return .pass(
            Citation(
                .leakable,
                fact: "\(fair.count) probes tried, \(held) held back by this machine, 0 outside"))
    }
}

extension Case {
    /// Probes that were tried, and that could leave past the tunnel if nothing held them.
    func tried(_ probes: (Case, Answer) -> Bool) -> [Answer] {
        recording.answers.filter {
            $0.isTried && recording.isLeakable($0.remote.isIPv4) && probes(self, $0)
        }
    }

    /// A finding for each judged stage in which some stray traffic was seen, whatever it was counted
    /// under.
    public func strayFindings(
        _ card: Card, _ strays: (Traffic) -> Bool,
        explain: ([Ledger.Stratum]) -> String? = { _ in nil }
    ) -> [Finding] {
        judgedStages.compactMap { stage in
            let claimed = recording.violations(in: [stage]).filter { strays($0.traffic) }
            guard !claimed.isEmpty else { return nil }
            let packets = claimed.reduce(0) { $0 + $1.tally.packets }
            return Finding(
                severity: card.severity, confidence: confidence,
                title: card.title(packets: packets), what: explain(claimed) ?? card.why,
                basis: .strata(counted: [], cited: Set(claimed.map(\.index))), stage: stage)
        }
    }

    /// A finding that stands on probes alone; nil if there are none.
    public func finding(
        of answers: [Answer], title: String, what: String, severity: Severity,
        confidence: Confidence
    ) -> Finding? {
        guard !answers.isEmpty else { return nil }
        return Finding(
            severity: severity, confidence: confidence, title: title, what: what,
            basis: .answers(answers.map(\.number)), stage: judgedStages.last ?? 0)
    }
}

extension Answer {
    /// Whether this machine itself refused to send it.
    fileprivate var isHeld: Bool { if case .refused = outcome { true } else { false } }
}
