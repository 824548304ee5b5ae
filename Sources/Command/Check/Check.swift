internal import ArgumentParser
internal import Audit
internal import Evidence
internal import Gather
internal import Host
internal import Reports
internal import Wire

/// `watertight check`: watches the tunnel that is up now, tries to get past it, and judges the
/// recording.
struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Test the tunnel that is up now.",
        discussion: """
            Captures every interface, sends probes through the tunnel and past it, and judges what \
            was captured. Changes nothing on this machine. Whom it asks is up to --target; without \
            it probes go to addresses for documentation, and nobody answers. Needs root.

            Exit codes: 0 sealed, 1 leak, 2 usage, 3 not proven, 4 could not run.

            sudo watertight check -t wg0
            sudo watertight check dns leak.ipv6-native --quick
            """)

    @Argument(help: "Checks or areas that are judged; all of them without.")
    var checks: [String] = []

    @OptionGroup var interfaces: InterfaceOptions

    @Option(
        name: .long, help: "A proxy in place of a tunnel: socks5h://ADDR:PORT or http://ADDR:PORT.")
    var proxy: String?

    @Option(name: .long, help: "A responder's address that is asked. Repeatable.")
    var target: [String] = []

    @Option(name: .long, help: "The zone below which names are asked for.")
    var zone: String?

    @Option(
        name: .long,
        help: "Who tells what they saw: self=HOST…, public, file=PATH or none. Repeatable.")
    var endpoints: [String] = []

    @Option(name: .long, help: "Whether a browser is asked what pages learn: auto or none.")
    var browser = BrowserUse.auto

    @Option(
        name: .long,
        help: "Run inside a namespace: a name of ip netns, a process's number, or /proc/PID/ns.")
    var netns: String?

    @Flag(name: .long, help: "End within 5 seconds, and wait less for answers.")
    var quick = false

    @Option(name: .customLong("repeat"), help: "Run so often, 1 to 20; the worst run counts.")
    var `repeat` = 1

    @Option(
        name: .shortAndLong, help: "A YAML file with the configuration; - is stdin, none is none.")
    var config: String?

    @Flag(name: .long, help: "Print what would be asked, and do nothing.")
    var plan = false

    @Flag(name: .long, help: "Never ask a question.")
    var noInput = false

    @Option(
        name: [.short, .customLong("out")],
        help: """
            Write the report as FILE.html, FILE.json or FILE.txt, the frames of what was found as \
            FILE.pcapng, or the recording as the folder NAME/. Repeatable.
            """)
    var out: [String] = []

    @OptionGroup var judging: JudgeOptions

    func run() throws {
        let settings = try CheckSettings(self)
        if let file = settings.file {
            judging.talk.detail(1, "configuration: \(OutsideText(file).forTerminal)")
        }
        if plan {
            Output.say(try checkRun(settings).plan())
            return
        }
        let recorded: Recorded
        do throws(Refusal) {
            try Privilege.demandCapture(for: settings.selection)
            recorded = try record(checkRun(settings), for: settings.outputs)
        } catch {
            try report(error.trouble, settings)
            throw error
        }
        let code = try Judge(
            folder: recorded.folder, recordings: recorded.names, judging: judging,
            selection: settings.selection, policy: settings.policyFile,
            limits: recorded.limits.sorted()
        ).judge(settings.outputs)
        // A leak stays one, whatever became of the runs behind it.
        throw ExitCode(code == 1 ? code : recorded.failure ?? code)
    }

    /// What has been recorded.
    private struct Recorded {
        let folder: RunFolder
        var names: [String] = []
        var limits: Set<String> = []
        /// The exit code of a run that could not be recorded, behind others that were.
        var failure: Int32?
    }

    private func checkRun(_ settings: CheckSettings) throws(Refusal) -> CheckRun {
        let enclosure: Enclosure
        do throws(HostError) {
            enclosure = try netns.map { name throws(HostError) in try Enclosure(name) } ?? .own
        } catch {
            throw .enclosure(error)
        }
        return CheckRun(
            settings: settings, enclosure: enclosure, pace: quick ? .quick : .usual,
            talk: judging.talk, mayAsk: !noInput)
    }

    /// Records so often; what was recorded before a run that fails is kept.
    private func record(_ run: CheckRun, for outputs: RunOutputs) throws(Refusal) -> Recorded {
        Interruption.hold()
        let folder = try RunFolder(for: outputs.recording, runs: self.repeat)
        try Interruption.clears(folder)
        var recorded = Recorded(folder: folder)
        for (index, name) in folder.names.enumerated() {
            if self.repeat > 1 { judging.talk.say("run \(index + 1) of \(self.repeat)") }
            do throws(Refusal) {
                recorded.limits.formUnion(try run.record(as: name, in: folder))
                recorded.names.append(name)
            } catch {
                guard index > 0 else { throw error }
                Output.tell(error.trouble)
                recorded.failure = error.trouble.exitCode.map(Int32.init)
                break
            }
        }
        return recorded
    }

    /// Writes the report on a run in which nothing could be judged, wherever one was asked for.
    private func report(_ trouble: Trouble, _ settings: CheckSettings) throws {
        let reason = trouble.because.first ?? trouble.what
        let report = Report(
            failure: Report.Failure(code: trouble.code, message: reason), file: nil,
            under: settings.policy, tool: Version.tool,
            run: RunClock(arguments: CommandLine.arguments).run("check", inputs: []))
        if judging.format == .json, judging.quiet < 2 {
            Output.say(try JSONReport.text(of: report))
        }
        for file in settings.outputs.files { try file.report?.write(report) }
    }

    /// Refuses values that mean nothing, before anything is touched.
    func validate() throws {
        for text in target where IPAddress(text) == nil {
            throw ValidationError("\"\(OutsideText(text).forTerminal)\" is not an address")
        }
        if let zone, DNSWireName(zone) == nil {
            throw ValidationError("\"\(OutsideText(zone).forTerminal)\" is not a zone")
        }
        if let proxy {
            guard Proxy(proxy) != nil else {
                throw ValidationError(
                    "\"\(OutsideText(proxy).forTerminal)\" is not a proxy, "
                        + "as socks5h://192.0.2.1:1080 is one")
            }
            guard interfaces.tunnel.isEmpty else {
                throw ValidationError("--proxy stands in place of --tunnel")
            }
            guard endpoints.isEmpty else {
                throw ValidationError("--endpoints are not asked by way of a proxy")
            }
        }
        guard 1...20 ~= self.repeat else { throw ValidationError("--repeat is 1 to 20") }
    }
}
