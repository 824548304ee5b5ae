/// The canonical result of a run, from which every format is rendered and nothing else.
///
/// Its JSON form is `reports/schema/report.schema.json`. What follows from the checks and findings
/// (headline, assurance, summary, lines, exit code) is derived here, so it cannot disagree with them.
/// Durations and positions are seconds; positions count from the start of the first stage.
public struct Report: Encodable, Sendable {
    /// The name of the format.
    public let format = "watertight-report"
    /// Major and minor version of the format; a new field raises neither.
    public let formatVersion = "1.0"
    /// Which program wrote it.
    public let tool: Tool
    /// When and how it was run.
    public let run: Run
    /// The headline.
    public let verdict: Headline
    /// How much was decided; nil (written as `null`) when nothing was applicable.
    public let assurance: Assurance?
    /// Counts over the whole run.
    public let summary: Summary
    /// The tunnel that was judged; nil when it is not known.
    public let tunnel: Tunnel?
    /// The capture that was judged.
    public let capture: Capture
    /// What the run was not able to see.
    public let coverage: Coverage
    /// What proves that a leak would have been seen.
    public let controls: [Control]
    /// The stretches of the run, in order.
    public let stages: [Stage]
    /// What people see, in this order: leaks first, then as the checks come.
    public let lines: [Line]
    /// Every check that was asked for.
    public let checks: [Check]
    /// What was found.
    public let findings: [Finding]
    /// The moments around a leak, for a picture.
    public let timeline: Timeline?
    /// What travelled outside, by kind and stage.
    public let traffic: [Traffic]
    /// What the run cannot tell.
    public let limits: [Limit]
    /// What the run cost; absent where two runs must give the same bytes.
    public let performance: Performance?
    /// The policy in force.
    public let policy: Policy
    /// Why the run could not run, or was stopped.
    public let error: Failure?

    /// A report on these checks and findings.
    ///
    /// When nothing could be judged and no `error` is given, the first check's reason becomes it.
    /// `exitCode` is for runs that were stopped; otherwise it follows from the headline.
    public init(
        tool: Tool, run: Run, required: Set<CheckID>, tunnel: Tunnel?, capture: Capture,
        coverage: Coverage, controls: [Control], stages: [Stage], checks: [Check],
        findings: [Finding], leaked: Leaked?, timeline: Timeline? = nil, traffic: [Traffic],
        limits: [Limit], performance: Performance?, policy: Policy, error: Failure? = nil,
        exitCode: Int? = nil
    ) {
        let failure = error ?? Failure(ofAll: checks)
        let headline = Headline(
            checks: checks, findings: findings, required: required, failOn: policy.failOn,
            strict: policy.strict, error: failure)
        self.tool = tool
        self.run = run.ending(exitCode ?? headline.exitCode(strict: policy.strict))
        verdict = headline
        assurance = Assurance(of: checks)
        summary = Summary(headline: headline, checks: checks, findings: findings, leaked: leaked)
        self.tunnel = tunnel
        self.capture = capture
        self.coverage = coverage
        self.controls = controls
        self.stages = stages
        lines = Line.lines(of: checks, findings: findings)
        self.checks = checks
        self.findings = findings
        self.timeline = timeline
        self.traffic = traffic
        self.limits = limits
        self.performance = performance
        self.policy = policy
        self.error = failure
    }

    /// Writes every field; `assurance` as `null` when it is nil, all others are then left out.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(format, forKey: .format)
        try container.encode(formatVersion, forKey: .formatVersion)
        try container.encode(tool, forKey: .tool)
        try container.encode(run, forKey: .run)
        try container.encode(verdict, forKey: .verdict)
        try container.encode(assurance, forKey: .assurance)
        try container.encode(summary, forKey: .summary)
        try container.encodeIfPresent(tunnel, forKey: .tunnel)
        try container.encode(capture, forKey: .capture)
        try container.encode(coverage, forKey: .coverage)
        try container.encode(controls, forKey: .controls)
        try container.encode(stages, forKey: .stages)
        try container.encode(lines, forKey: .lines)
        try container.encode(checks, forKey: .checks)
        try container.encode(findings, forKey: .findings)
        try container.encodeIfPresent(timeline, forKey: .timeline)
        try container.encode(traffic, forKey: .traffic)
        try container.encode(limits, forKey: .limits)
        try container.encodeIfPresent(performance, forKey: .performance)
        try container.encode(policy, forKey: .policy)
        try container.encodeIfPresent(error, forKey: .error)
    }

    private enum CodingKeys: String, CodingKey {
        case format
        case formatVersion = "format_version"
        case tool, run, verdict, assurance, summary, tunnel, capture, coverage, controls, stages
        case lines, checks, findings, timeline, traffic, limits, performance, policy, error
    }
}
