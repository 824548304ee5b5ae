internal import ArgumentParser
internal import Audit
internal import Gather
internal import Host
internal import Reports
internal import Wire

/// The way of a live run from its flags to the exit code: record so often, judge, write.
struct LiveRun {
    /// The name of the command.
    let command: String
    let options: RunOptions
    let settings: RunSettings
    /// What is drilled; nil where nothing is disturbed.
    var drill: DrillSettings?

    /// Does it, at a pace; always throws the exit code.
    func run(at pace: Pace) throws {
        if let file = settings.file {
            talk.detail(1, "configuration: \(OutsideText(file).forTerminal)")
        }
        if options.plan {
            Output.say(try checkRun(at: pace).plan())
            return
        }
        let recorded: Recorded
        do throws(Refusal) {
            let checkRun = try checkRun(at: pace)
            try Privilege.demandCapture(for: settings.selection)
            try Undoing.undoLeftovers()
            if let drill {
                try Consent(
                    settings: drill, enclosure: checkRun.enclosure, mayAsk: !options.noInput
                ).demand()
            }
            let watchdog = drill == nil ? nil : try Watchdog(for: nil)
            defer { watchdog?.end() }
            recorded = try record(checkRun)
        } catch {
            try report(error.trouble)
            throw error
        }
        var judging = options.judging
        judging.redact = settings.redact
        let code = try Judge(
            folder: recorded.folder, recordings: recorded.names, judging: judging,
            selection: settings.selection, policy: settings.policyFile,
            grace: drill?.grace ?? .none, limits: recorded.limits.sorted()
        ).judge(settings.outputs)
        // A leak stays one, whatever became of the runs behind it.
        throw ExitCode(code == 1 ? code : recorded.failure ?? code)
    }

    private var talk: Talk { options.judging.talk }

    /// What has been recorded.
    private struct Recorded {
        let folder: RunFolder
        var names: [String] = []
        var limits: Set<String> = []
        /// The exit code of a run that could not be recorded, behind others that were.
        var failure: Int32?
    }

    private func checkRun(at pace: Pace) throws(Refusal) -> CheckRun {
        let enclosure: Enclosure
        do throws(HostError) {
            enclosure =
                try options.netns.map { name throws(HostError) in try Enclosure(name) } ?? .own
        } catch {
            throw .enclosure(error)
        }
        return CheckRun(
            settings: settings, enclosure: enclosure, pace: pace, talk: talk,
            mayAsk: !options.noInput, drill: drill)
    }

    /// Records so often; what was recorded before a run that fails is kept.
    private func record(_ run: CheckRun) throws(Refusal) -> Recorded {
        Interruption.hold()
        let folder = try RunFolder(for: settings.outputs.recording, runs: settings.runs)
        try Interruption.clears(folder)
        var recorded = Recorded(folder: folder)
        for (index, name) in folder.names.enumerated() {
            if settings.runs > 1 { talk.say("run \(index + 1) of \(settings.runs)") }
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
    private func report(_ trouble: Trouble) throws {
        let reason = trouble.because.first ?? trouble.what
        let report = Report(
            failure: Report.Failure(code: trouble.code, message: reason), file: nil,
            under: settings.policy, tool: Version.tool,
            run: RunClock(arguments: CommandLine.arguments).run(command, inputs: []))
        if options.judging.format == .json, options.judging.quiet < 2 {
            Output.say(try JSONReport.text(of: report))
        }
        for file in settings.outputs.files {
            try file.report?.write(report, as: settings.redact)
        }
    }
}
