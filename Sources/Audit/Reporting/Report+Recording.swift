public import Evidence
public import Wire

extension Report {
    /// The report on a recording that was audited.
    ///
    /// `judgements` are those of the whole catalogue, since a frame is counted under the first check
    /// that claims it; the report tells those that were `asked` for, nil for all. `told` are limits
    /// that the recording does not know of. `cpu` is the process's CPU time in seconds; nil leaves
    /// the performance out.
    public init(
        on recording: Recording, _ judgements: [Judgement], asked: Set<CheckID>? = nil,
        told: [Limit] = [], under policy: Audit.Policy, tool: Tool, run: Run, cpu: Double?
    ) {
        let scene = Case(recording, policy, checks: judgements.map(\.check))
        let writer = FindingWriter(scene: scene)
        var findings: [Finding] = []
        var checks: [Check] = []
        let reading = DrillReading(recording)
        var shown = judgements.filter { asked?.contains($0.check.id) ?? true }
        if reading != nil { shown = Report.drilledFirst(shown) }
        for judgement in shown {
            let (check, found) = writer.check(judgement, after: findings.count)
            checks.append(check)
            findings += found
        }
        let facts = RunFacts(
            scene: scene, judgements: shown,
            unasked: Set(judgements.map(\.check.id)).subtracting(shown.map(\.check.id)))
        let start = recording.subject.start
        let drill = reading?.report(since: start)
        self.init(
            tool: tool, run: run.knowing(Identifiers(of: recording, run).all),
            required: Headline.required(for: recording),
            tunnel: facts.tunnel,
            capture: facts.capture, coverage: facts.coverage, controls: facts.controls,
            stages: facts.stages, checks: checks, findings: findings,
            leaked: facts.leaked(findings), timeline: reading?.timeline(since: start),
            drill: drill, traffic: TrafficRows(scene: scene).rows,
            limits: facts.limits + (drill?.limits ?? []) + told,
            performance: cpu.map { seconds in
                Performance(
                    packetCount: facts.packetCount, byteCount: facts.byteCount, cpu: seconds)
            }, policy: Policy(of: policy),
            isExercised: reading.map { $0.isExercised && $0.isFair(under: policy) } ?? true)
    }

    /// What a drill tested comes before what its probes saw meanwhile: the rest may only follow from it.
    private static func drilledFirst(_ judgements: [Judgement]) -> [Judgement] {
        func isDrilled(_ judgement: Judgement) -> Bool { judgement.check.id.area == "killswitch" }
        return judgements.filter(isDrilled) + judgements.filter { !isDrilled($0) }
    }

    /// The report on a run in which nothing could be judged; `file` is what should have been.
    public init(
        failure: Failure, file: OutsideText?, under policy: Audit.Policy, tool: Tool, run: Run
    ) {
        self.init(
            tool: tool, run: run, required: Headline.requiredByAnalyze, tunnel: nil,
            capture: Capture(
                file: file, sha256: nil, linkType: nil, received: 0, dropped: nil, interfaces: []),
            coverage: Coverage(gaps: []), controls: [], stages: [], checks: [], findings: [],
            leaked: nil, traffic: [], limits: [], performance: nil, policy: Policy(of: policy),
            error: failure)
    }
}

extension Report.Policy {
    /// The map in force.
    init(of policy: Audit.Policy) {
        self.init(
            failOn: policy.failOn, strict: policy.strict,
            allowsInconclusive: policy.allowsInconclusive, allowLAN: policy.allowsLocalNetwork,
            killSwitch: policy.killSwitch,
            allow: policy.entries.map { entry in
                Report.Allowed(
                    name: OutsideText(entry.traffic.name),
                    destination: "\(entry.traffic.prefix)",
                    transport: entry.traffic.transport.map(IPProtocol.name),
                    port: entry.traffic.port,
                    stage: entry.traffic.stage?.reported,
                    reason: OutsideText(entry.traffic.reason), until: entry.until)
            }, resolver: policy.resolvers,
            accept: policy.accepted.map {
                Report.Accepted(check: $0.check, reason: OutsideText($0.reason), until: $0.until)
            }, grace: Double(policy.grace) / 1e9)
    }
}

extension Evidence.Stage {
    /// The stage's name in a report.
    var reported: Report.StageName {
        switch self {
        case .baseline: .baseline
        case .connecting: .connecting
        case .connected: .connected
        case .faulted: .faulted
        case .recovered: .recovered
        case .disconnected: .disconnected
        }
    }
}
