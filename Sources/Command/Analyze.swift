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
            Exit codes: 0 sealed, 1 leak, 2 usage, 3 not proven, 4 could not run, 70 internal error.

            watertight analyze eth0.pcap --tunnel wg0.pcap --outer 203.0.113.10:51820,udp
            watertight analyze both.pcapng --tunnel-if wg0 --outer 203.0.113.10:51820,udp -o monday/
            watertight analyze monday/
            """)

    @Argument(help: "A pcap or pcapng file of the underlay, or a recording's folder.")
    var capture: String

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

    @Flag(name: .long, help: "Tolerate the local network allowance.")
    var allowLan = false

    @Option(name: .long, help: "A YAML file with the policy.")
    var policy: String?

    @Option(
        name: [.short, .customLong("out")],
        help: """
            Write the report as FILE.json or FILE.txt, the frames of what was found as FILE.pcapng, or \
            seal the run as the recording NAME/. Repeatable.
            """)
    var out: [String] = []

    @Option(name: [.short, .customLong("format")], help: "What standard output carries.")
    var format = Format.text

    /// What a report is written as.
    enum Format: String, CaseIterable, ExpressibleByArgument { case text, json }

    func run() throws {
        let excerpts = try out.filter(ExcerptTarget.isMeant).map(ExcerptTarget.init)
        let targets = try out.filter {
            !RecordingTarget.isMeant($0) && !ExcerptTarget.isMeant($0)
        }.map(ReportTarget.init)
        let seals = try out.filter(RecordingTarget.isMeant).map(RecordingTarget.init)
        let clock = RunClock(arguments: CommandLine.arguments)
        var policy = Policy()
        if let path = self.policy { policy = try PolicyFile(path).policy(on: clock.today) }
        if allowLan { policy.allowsLocalNetwork = true }
        let report: Report
        let recording: Recording
        let judgements: [Judgement]
        let analysis: CaptureAnalysis
        do throws(EvidenceError) {
            (recording, analysis) = try self.recording(under: policy)
            for gap in recording.coverage.gaps { warn(of: gap) }
            judgements = audit(recording, with: Catalogue.checks(for: recording), under: policy)
            report = Report(
                on: recording, judgements, under: policy, tool: Version.tool,
                run: clock.run(recording.isLive ? "check" : "analyze", inputs: inputs),
                cpu: clock.isReproducible ? nil : RunClock.cpu)
        } catch {
            let refusal = Refusal.evidence(error)
            let failed = Report(
                failure: Report.Failure(
                    code: error.code.rawValue, message: OutsideText(error.reason)),
                file: OutsideText(capture), under: policy, tool: Version.tool,
                run: clock.run("analyze", inputs: []))
            if format == .json { Output.say(try JSONReport.text(of: failed)) }
            for target in targets { try target.write(failed) }
            throw refusal
        }
        switch format {
        case .json: Output.say(try JSONReport.text(of: report))
        case .text:
            Output.say(TextReport(report, style: Output.style(of: STDOUT_FILENO)).text)
        }
        for target in targets { try target.write(report) }
        for excerpt in excerpts {
            try excerpt.write(judgements, as: report, on: recording, of: analysis)
        }
        for seal in seals { try seal.write(recording, of: analysis) }
        throw ExitCode(Int32(report.run.exitCode))
    }

    private var inputs: [String] {
        RecordingFolder.isFolder(capture) ? [capture + "/manifest.json"] : [capture] + tunnel
    }

    private func recording(
        under policy: Policy
    ) throws(EvidenceError) -> (Recording, CaptureAnalysis) {
        if RecordingFolder.isFolder(capture) {
            let folder = try RecordingFolder(capture)
            let allowance = policy.allowance(outer: folder.outer)
            return (try folder.recording(under: allowance), try folder.analysis(under: allowance))
        }
        let analysis = analysis(under: policy)
        return (try analysis.run(), analysis)
    }

    /// The analysis of captures that the flags ask for.
    private func analysis(under policy: Policy) -> CaptureAnalysis {
        let flows = outer.compactMap(OuterFlow.init)
        var analysis = CaptureAnalysis(
            capture: capture, allowance: policy.allowance(outer: flows))
        analysis.tunnels = tunnel
        analysis.tunnelInterfaces = Set(tunnelIf)
        analysis.marks = stage.compactMap(Analyze.mark)
        var identity = HostIdentity(basis: host.isEmpty ? .unknown : .named)
        for name in host { _ = identity.add(name) }
        analysis.host = identity
        return analysis
    }

    private func warn(of gap: Coverage.Gap) {
        Output.tell(
            Trouble(
                .warning, OutsideText(gap.text), because: [], exitCode: nil, code: gap.code))
    }

    /// Reads `NAME=TIME`; nil if it is anything else.
    private static func mark(_ text: String) -> StageMark? {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let stage = Stage(rawValue: String(parts[0])),
            let at = Timestamp(String(parts[1]))
        else { return nil }
        return StageMark(stage: stage, at: at.nanoseconds)
    }
}

extension Analyze {
    /// Refuses values that mean nothing, before any file is read.
    func validate() throws {
        let isRecording = RecordingFolder.isFolder(capture)
        if isRecording {
            guard outer.isEmpty, tunnel.isEmpty, tunnelIf.isEmpty, host.isEmpty, stage.isEmpty
            else {
                throw ValidationError(
                    "a recording is judged with its own manifest: leave out --outer, --tunnel, "
                        + "--tunnel-if, --host and --stage")
            }
            guard !out.contains(where: RecordingTarget.isMeant) else {
                throw ValidationError("a recording is sealed already: copy its folder instead")
            }
        } else if outer.isEmpty {
            throw ValidationError("--outer is missing: say where the tunnel's own packets go")
        }
        for text in outer where OuterFlow(text) == nil {
            throw ValidationError(
                "\(quoted(text)) is not an outer flow; it looks like 203.0.113.10:51820,udp or "
                    + "[2001:db8::1]:51820")
        }
        guard outer.count <= Allowance.mostOuterFlows else {
            throw ValidationError("at most \(Allowance.mostOuterFlows) --outer are taken")
        }
        var identity = HostIdentity(basis: .named)
        for name in host where !identity.add(name) {
            throw ValidationError("\(quoted(name)) is neither a MAC nor an IP address")
        }
        guard host.count <= HostIdentity.mostNames else {
            throw ValidationError("at most \(HostIdentity.mostNames) --host are taken")
        }
        for text in stage where Analyze.mark(text) == nil {
            let names = Stage.allCases.map(\.rawValue).joined(separator: ", ")
            throw ValidationError(
                "\(quoted(text)) is not NAME=TIME; NAME is one of \(names), TIME is UNIX seconds "
                    + "or RFC 3339")
        }
        guard stage.count < StageLine.mostMarks else {
            throw ValidationError("at most \(StageLine.mostMarks - 1) --stage are taken")
        }
    }

    private func quoted(_ text: String) -> String { "\"\(OutsideText(text).forTerminal)\"" }
}
