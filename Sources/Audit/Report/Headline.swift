internal import Evidence

/// The verdict of a whole run: the worst verdict among every fail and the required checks.
public enum Headline: String, CaseIterable, Sendable {
    /// Sealed: every required check passed or is not applicable, and at least one passed.
    case pass
    /// Leak: a finding at or above `--fail-on`, of a required check or not.
    case fail
    /// Not proven: no such finding, but a required check is undecided, or the run was cut short.
    case inconclusive
    /// Could not run: nothing was judged.
    case error

    /// The checks that `analyze` must see passed, or not applicable, before it says sealed.
    public static let requiredByAnalyze: Set<CheckID> = [
        "leak.ipv4-direct", "leak.ipv6-native", "dns.underlay-53",
    ]

    /// The checks that a live run must see passed, or not applicable: it has sent STUN itself.
    public static let requiredByCheck = requiredByAnalyze.union(["webrtc.srflx"])

    /// The checks that this recording must see passed, or not applicable: whose resolver answers
    /// belongs to them when an endpoint was asked, and the check of each fault that was injected.
    static func required(for recording: Recording) -> Set<CheckID> {
        guard recording.isLive else { return requiredByAnalyze }
        var required = requiredByCheck
        if recording.answers.contains(where: { $0.kind == .whoami }) {
            required.insert("dns.resolver-identity")
        }
        return required.union(recording.drill?.faults.map(\.id.check) ?? [])
    }

    /// The headline of these checks.
    ///
    /// A required check that was not asked for drops out; if none is left, every check is.
    /// What left within the policy's grace alone does not hinder one. `isExercised` is false of a drill in which nothing tested the kill switch. With `strict`, no check may be undecided. A run with an error is never sealed.
    public init(
        checks: [Report.Check], findings: [Report.Finding], required: Set<CheckID>, failOn: FailOn,
        strict: Bool, error: Report.Failure?, isExercised: Bool = true
    ) {
        let asked = checks.filter { required.contains($0.id) }
        let demanded = asked.isEmpty ? checks : asked
        if findings.contains(where: failOn.counts) {
            self = .fail
        } else if error != nil, checks.allSatisfy({ $0.verdict == .error }) {
            self = .error
        } else if error != nil || !isExercised || (strict && checks.contains(where: \.isUndecided))
        {
            self = .inconclusive
        } else if demanded.allSatisfy({ check in
            let found = findings.filter { $0.checkID == check.id }
            return check.verdict == .pass || check.verdict == .notApplicable
                || check.verdict == .fail && !found.isEmpty
                    && found.allSatisfy(\.isWithinGrace)
        }),
            demanded.contains(where: { $0.verdict == .pass })
        {
            self = .pass
        } else {
            self = .inconclusive
        }
    }

    /// The exit code of a run that was not stopped; `strict` turns not proven into a leak's code, and
    /// `allowsInconclusive` into that of sealed.
    public func exitCode(strict: Bool, allowsInconclusive: Bool = false) -> Int {
        if self == .inconclusive, allowsInconclusive, !strict { return 0 }
        return switch self {
        case .pass: 0
        case .fail: 1
        case .inconclusive: strict ? 1 : 3
        case .error: 4
        }
    }
}
