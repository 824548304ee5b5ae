internal import ArgumentParser
internal import Audit
internal import Checks
internal import Evidence
internal import Glibc
internal import Wire

/// `watertight fold-stream`: folds a capture that comes through standard input, and tells line by line
/// what is new in it. It needs no privilege, and `watch` starts it without any.
struct FoldStream: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fold-stream",
        abstract:
            "Fold a capture that comes through standard input; tell what is new, as JSON lines.",
        discussion: """
            The capture is pcapng of the link type LINUX_SLL2; an interface's description says what \
            it is: underlay, tunnel or loopback.
            """, shouldDisplay: false)

    @Option(name: .long, help: "The tunnel's outer flow. Repeatable.")
    var outer: [String] = []

    @Option(name: .long, help: "An address of this machine on an underlay. Repeatable.")
    var own: [String] = []

    @Flag(name: .long, help: "Tolerate the local network allowance.")
    var allowLan = false

    @Option(name: .long, help: "How many bytes of a policy in YAML stand before the capture.")
    var policyBytes = 0

    func run() throws {
        let clock = RunClock(arguments: CommandLine.arguments)
        var policy = Policy()
        if policyBytes > 0 {
            policy = try PolicyFile(FoldStream.read(policyBytes), named: "the policy")
                .policy(on: clock.today)
        }
        if allowLan { policy.allowsLocalNetwork = true }
        var analysis = StreamAnalysis(
            allowance: policy.allowance(outer: outer.compactMap(OuterFlow.init)))
        analysis.ownAddresses = own.compactMap(IPAddress.init)
        let recording: Recording
        do throws(EvidenceError) {
            recording = try analysis.run(from: STDIN_FILENO) { FoldStream.tell($0, under: policy) }
        } catch {
            throw Refusal.evidence(error)
        }
        let judgements = audit(
            recording, with: Catalogue.checks(for: recording), under: policy)
        let report = Report(
            on: recording, judgements, under: policy, tool: Version.tool,
            run: clock.run("analyze", inputs: []), cpu: nil)
        Output.say(try StreamLine.end(FoldStream.end(recording, report, policy)).jsonLine())
    }

    /// Refuses values that mean nothing.
    func validate() throws {
        guard !outer.isEmpty, outer.allSatisfy({ OuterFlow($0) != nil }),
            own.allSatisfy({ IPAddress($0) != nil }), (0...YAMLFile.largest).contains(policyBytes)
        else { throw ValidationError("these flags are for watertight watch to give") }
    }

    private static func tell(_ look: StreamLook, under policy: Policy) {
        var lines: [StreamLine] = look.heartbeats.map { beat in
            .heartbeat(
                HeartbeatLine(
                    at: Timestamp(nanoseconds: beat.at).rfc3339(), interface: beat.interface.raw))
        }
        if let recording = look.recording {
            let checks = Catalogue.checks(for: recording)
            let scene = Case(recording, policy, checks: checks)
            lines += look.strays.map { stray in
                let charge = scene.charge(of: stray.stratum, checks: checks)
                return .stray(StrayLine(stray, charge, recording.subject))
            }
        }
        for line in lines {
            do throws(Refusal) {
                Output.say(try line.jsonLine())
            } catch {
                Output.tell(error.trouble)
            }
        }
    }

    private static func end(
        _ recording: Recording, _ report: Report, _ policy: Policy
    ) -> EndLine {
        let outer = recording.outerTraffic(stage: 0)
        return EndLine(
            frames: recording.subject.files.reduce(0) { $0 + $1.frames },
            outerSent: outer.sent.packets, outerReceived: outer.received.packets,
            findings: report.findings.map { finding in
                FindingLine(
                    checkID: finding.checkID.name, severity: finding.severity.rawValue,
                    isLeak: policy.failOn.counts(finding), packets: finding.packets?.count)
            },
            gaps: recording.coverage.gaps.filter { gap in
                // What breaks another need changes under which check a leak is counted, or is told
                // by the numbers of the outer flow.
                gap.breaks == .tap || gap.breaks == .hostKnown
            }.map { GapLine(code: $0.code, text: $0.text) })
    }

    /// Reads so many bytes of standard input, or fewer if it ends.
    private static func read(_ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var held = 0
        while held < count {
            let got = unsafe bytes.withUnsafeMutableBytes { raw in
                unsafe Glibc.read(
                    STDIN_FILENO, raw.baseAddress.map { unsafe $0 + held }, count - held)
            }
            if got < 0, errno == EINTR { continue }
            if got <= 0 { break }
            held += got
        }
        return Array(bytes.prefix(held))
    }
}

extension StrayLine {
    fileprivate init(_ stray: Stray, _ charge: Charge?, _ subject: Subject) {
        let vantage = subject.vantages[stray.vantage]
        self.init(
            at: Timestamp(nanoseconds: stray.at).rfc3339(),
            checkID: charge?.check.name, severity: charge?.severity.rawValue,
            isLeak: charge?.isLeak ?? false, interface: vantage.name?.raw ?? "",
            transport: IPProtocol.name(stray.transport), source: "\(stray.source)",
            destination: "\(stray.destination)", port: stray.port, note: stray.note?.raw)
    }
}
