internal import ArgumentParser
internal import Audit
internal import Checks
internal import Evidence
internal import Glibc
internal import Reports
internal import Wire

/// `watertight analyze`: judges a capture or a recording, offline.
struct Analyze: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "analyze", abstract: "Judge a capture or a recording, offline.",
        discussion: """
            Several recordings are judged as repeats of one run: the report is that of the worst.

            Exit codes: 0 sealed, 1 leak, 2 usage, 3 not proven, 4 could not run, 70 internal error.

            watertight analyze eth0.pcap --tunnel wg0.pcap --outer 203.0.113.10:51820,udp
            watertight analyze both.pcapng --tunnel-if wg0 --outer 203.0.113.10:51820,udp -o monday/
            watertight analyze monday/ --only dns
            """)

    @Argument(help: "A pcap or pcapng file of the underlay, or the folders of recordings.")
    var captures: [String]

    @Option(name: .long, help: "A capture taken inside the tunnel: the control. Repeatable.")
    var tunnel: [String] = []

    @Option(name: .long, help: "An interface of the pcapng that is the tunnel. Repeatable.")
    var tunnelIf: [String] = []

    @Option(
        name: .long,
        help: "The tunnel's outer flow, ADDR[/LEN][:PORT][,udp|,tcp|,esp]. Repeatable.")
    var outer: [String] = []

    @Option(name: .long, help: "A MAC or IP address of the audited machine. Repeatable.")
    var host: [String] = []

    @Option(
        name: .long,
        help: "Where a stage begins, NAME=TIME (UNIX seconds or RFC 3339). Repeatable.")
    var stage: [String] = []

    @Option(
        name: [.short, .customLong("out")],
        help: """
            Write the report as FILE.html, FILE.json or FILE.txt, the frames of what was found as \
            FILE.pcapng, or seal the run as the recording NAME/. Repeatable.
            """)
    var out: [String] = []

    @OptionGroup var judging: JudgeOptions

    @Option(
        name: .long,
        help: "How long after a fault of a drill packets may leave, such as 500ms.")
    var grace = GraceTime.none

    @Option(
        name: .long,
        help: ArgumentHelp("The code of a limit that check knows of.", visibility: .hidden))
    var limit: [String] = []

    /// What a report is written as.
    enum Format: String, CaseIterable, ExpressibleByArgument { case text, json }

    func run() throws {
        let excerpts = try out.filter(ExcerptTarget.isMeant).map(ExcerptTarget.init)
        let targets = try out.filter {
            !RecordingTarget.isMeant($0) && !ExcerptTarget.isMeant($0)
        }.map(ReportTarget.init)
        let seals = try out.filter(RecordingTarget.isMeant).map(RecordingTarget.init)
        let selection = try CheckSelection(judging.only, without: judging.skip)
        let clock = RunClock(arguments: CommandLine.arguments)
        let policy = try policy(on: clock.today)
        let outcomes = try captures.map { try judge($0, selection, policy, clock) }
        guard let repeats = Repeats(outcomes.map(\.report)) else {
            throw Refusal.internalError("nothing was judged")
        }
        try tell(repeats)
        for target in targets { try target.write(repeats.report, as: judging.redact) }
        if let judged = outcomes[repeats.worst].judged {
            for excerpt in excerpts {
                try excerpt.write(
                    judged.judgements, as: repeats.report, on: judged.recording,
                    of: judged.analysis)
            }
            for seal in seals { try seal.write(judged.recording, of: judged.analysis) }
        }
        throw ExitCode(Int32(repeats.report.run.exitCode))
    }

    private func policy(on today: String) throws -> Policy {
        var policy = judging.applied(
            to: try judging.policy.map { try PolicyFile($0).policy(on: today) } ?? Policy())
        policy.grace = grace.nanoseconds
        return policy
    }

    /// What a report was made of.
    private struct Judged {
        let recording: Recording
        let analysis: CaptureAnalysis
        let judgements: [Judgement]
    }

    /// The report on a capture, and what it was made of; nothing where nothing could be judged, which
    /// is told at once.
    private func judge(
        _ capture: String, _ selection: CheckSelection, _ policy: Policy, _ clock: RunClock
    ) throws -> (report: Report, judged: Judged?) {
        let recording: Recording
        let analysis: CaptureAnalysis
        do throws(EvidenceError) {
            (recording, analysis) = try self.recording(of: capture, under: policy)
        } catch {
            Output.tell(Refusal.evidence(error).trouble)
            let failure = Report.Failure(
                code: error.code.rawValue, message: OutsideText(error.reason))
            return (
                Report(
                    failure: failure, file: OutsideText(capture), under: policy,
                    tool: Version.tool, run: clock.run("analyze", inputs: [])), nil
            )
        }
        for gap in recording.coverage.gaps { warn(of: gap) }
        let run = clock.run(recording.isLive ? "check" : "analyze", inputs: inputs(of: capture))
        judging.talk.detail(
            1,
            "read \(OutsideText(capture).forTerminal) in \((run.duration * 1000).rounded() / 1000) s"
        )
        let checks = Catalogue.checks(for: recording)
        guard selection.asked?.isDisjoint(with: checks.map(\.id)) != true else {
            throw Refusal.usage(
                "no check that was asked for can judge a capture", because: "They need a live run.",
                try: "sudo watertight check \(selection.list ?? "")")
        }
        let judgements = audit(recording, with: checks, under: policy)
        let report = Report(
            on: recording, judgements, asked: selection.asked,
            told: limits, under: policy, tool: Version.tool, run: run,
            cpu: clock.isReproducible ? nil : RunClock.cpu)
        return (
            report, Judged(recording: recording, analysis: analysis, judgements: judgements)
        )
    }

    /// Prints the worst report, and how far the others agree with it.
    private func tell(_ repeats: Repeats) throws {
        guard judging.quiet < 2 else { return }
        let isJudged = repeats.report.verdict != .error
        let redaction = judging.redact ?? .nothing
        switch judging.format {
        case .json: Output.say(try JSONReport.text(of: repeats.report, as: redaction))
        case .text where isJudged:
            let style = Output.style(of: STDOUT_FILENO, quiet: judging.quiet == 1)
            Output.say(TextReport(repeats.report, style: style, as: redaction).text)
        case .text: break
        }
        guard repeats.reports.count > 1, judging.quiet == 0 else { return }
        if judging.format == .text {
            let style = Output.style(of: STDOUT_FILENO)
            Output.say("\n" + RepeatsText(repeats, style: style).text)
        } else {
            Output.note(RepeatsText(repeats, style: Output.style(of: STDERR_FILENO)).text)
        }
    }

    private var limits: [Report.Limit] {
        limit.compactMap(ReasonCode.init).map {
            Report.Limit(reasonCode: $0.code, text: OutsideText($0.meaning))
        }
    }

    private func warn(of gap: Coverage.Gap) {
        judging.talk.warn(
            Trouble(
                .warning, OutsideText(gap.text), because: [], exitCode: nil, code: gap.code))
    }
}
