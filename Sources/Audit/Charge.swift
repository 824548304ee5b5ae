internal import Evidence

/// What a stray stratum is, as long as nobody has seen the end of the run.
public struct Charge: Sendable {
    /// The check that it is counted under.
    public let check: CheckID
    /// How much harm it does.
    public let severity: Severity
    /// Whether the policy makes it a leak of the whole run.
    public let isLeak: Bool
}

extension Case {
    /// What a stray stratum is charged with, by the rules that judge the whole run; nil if no check
    /// claims it, or no stage is judged.
    public func charge(of stratum: Int, checks: [Check]) -> Charge? {
        guard let check = checks.first(where: { $0.id == causes[stratum] }),
            case .fail(let findings) = check.judge(self),
            let finding = findings.all.first(where: { $0.counts(stratum) })
        else { return nil }
        let severity = policy.severity(of: finding, by: check.id)
        return Charge(
            check: check.id, severity: severity,
            isLeak: policy.failOn.counts(severity, finding.confidence))
    }
}

extension Finding {
    /// Whether the frames of a stratum are counted here.
    fileprivate func counts(_ stratum: Int) -> Bool {
        if case .strata(let counted, _) = basis { counted.contains(stratum) } else { false }
    }
}
