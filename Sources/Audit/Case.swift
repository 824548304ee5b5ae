public import Evidence

/// What a check judges: the recording, the policy, and which cause each stray frame was counted
/// under.
public struct Case: Sendable {
    /// What was seen.
    public let recording: Recording
    /// What was promised.
    public let policy: Policy
    /// The check that each violating stratum was counted under, by the stratum's index.
    public let causes: [Int: CheckID]

    /// A case, with every violating stratum counted under the first check that claims it.
    ///
    /// `checks` are in cause order (catalogue, section 4).
    public init(_ recording: Recording, _ policy: Policy, checks: [Check]) {
        self.recording = recording
        self.policy = policy
        let stages = recording.subject.stages.marks.indices
        var causes: [Int: CheckID] = [:]
        // A check that does not apply here claims nothing.
        let bare = Case(recording: recording, policy: policy, causes: [:])
        let claimants = checks.filter { check in
            guard check.claims != nil else { return false }
            if case .notApplicable = check.judge(bare) { return false }
            return true
        }
        for stratum in recording.violations(in: Array(stages)) {
            causes[stratum.index] =
                claimants.first { $0.claims?(stratum.traffic) ?? false }?.id
        }
        DrillReading(recording)?.claim(&causes, with: checks)
        self.causes = causes
    }

    private init(recording: Recording, policy: Policy, causes: [Int: CheckID]) {
        self.recording = recording
        self.policy = policy
        self.causes = causes
    }

    /// Stray frames of the judged stages that no check claims: a hole in the catalogue.
    var unclaimed: UInt64 {
        recording.violations(in: judgedStages).filter { causes[$0.index] == nil }
            .reduce(0) { $0 + $1.tally.packets }
    }

    /// The stages in which a stray frame is a leak.
    public var judgedStages: [Int] {
        recording.judgedStages(killSwitchAlways: policy.killSwitch == .always)
    }

    /// How sure a finding from captured frames is.
    public var confidence: Confidence {
        recording.subject.host.basis == .inferred ? .probable : .certain
    }
}
