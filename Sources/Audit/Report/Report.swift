/// The canonical result of a run, from which every format is rendered and nothing else.
///
/// Its JSON form is `reports/schema/report.schema.json`. What follows from the checks and findings
/// (headline, assurance, summary, lines, exit code) is derived here, so it cannot disagree with them.
/// Durations and positions are seconds; positions count from the start of the first stage.
public struct Report: Sendable {
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
    public internal(set) var findings: [Finding]
    /// The moments around a leak, for a picture.
    public let timeline: Timeline?
    /// What a drill did; nil if the run was none.
    public internal(set) var drill: Drill?
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
    /// `isExercised` is false of a drill in which nothing tested the kill switch. `exitCode` is for runs that were stopped; otherwise it follows from the headline.
    public init(
        tool: Tool, run: Run, required: Set<CheckID>, tunnel: Tunnel?, capture: Capture,
        coverage: Coverage, controls: [Control], stages: [Stage], checks: [Check],
        findings: [Finding], leaked: Leaked?, timeline: Timeline? = nil,
        drill: Drill? = nil, traffic: [Traffic],
        limits: [Limit], performance: Performance?, policy: Policy, error: Failure? = nil,
        isExercised: Bool = true, exitCode: Int? = nil
    ) {
        let failure = error ?? Failure(ofAll: checks)
        let headline = Headline(
            checks: checks, findings: findings, required: required, failOn: policy.failOn,
            strict: policy.strict, error: failure, isExercised: isExercised)
        self.tool = tool
        self.run = run.ending(
            exitCode
                ?? headline.exitCode(
                    strict: policy.strict, allowsInconclusive: policy.allowsInconclusive))
        verdict = headline
        assurance = Assurance(of: checks)
        summary = Summary(
            headline: headline, checks: checks, findings: findings, leaked: leaked,
            isPartial: limits.contains { $0.reasonCode == Limit.notAsked },
            isExercised: isExercised)
        self.tunnel = tunnel
        self.capture = capture
        self.coverage = coverage
        self.controls = controls
        self.stages = stages
        lines = Line.lines(of: checks, findings: findings)
        self.checks = checks
        self.findings = findings
        self.timeline = timeline
        self.drill = drill
        self.traffic = traffic
        self.limits = limits
        self.performance = performance
        self.policy = policy
        self.error = failure
    }
}
