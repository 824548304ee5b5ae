internal import Gather
internal import Glibc

/// Judges runs in a child without any privilege: no captured byte is parsed by root.
///
/// The child is `watertight analyze` itself, so a live run and its recording cannot disagree. It reads
/// what was recorded and can change none of it.
struct Judge {
    let folder: RunFolder
    /// The names of the recordings in it.
    let recordings: [String]
    /// The flags of the verdict.
    let judging: JudgeOptions
    /// Which checks are asked for.
    let selection: CheckSelection
    /// The policy's file, whole.
    let policy: [UInt8]?
    /// How long after a fault packets may leave.
    let grace: GraceTime
    /// Codes of what these runs cannot tell, and their recordings do not know.
    let limits: [String]

    /// The user that nobody is (Debian Policy, 9.2.2).
    private static let nobody: uid_t = 65_534
    /// The report without which a child has reached no verdict, whatever its exit code is.
    private static let verdict = "\(RunFolder.said)/verdict.json"

    /// Judges, writes what was asked for, and returns the exit code of the verdict. The recordings are
    /// kept whatever becomes of the judge.
    func judge(_ outputs: RunOutputs) throws -> Int32 {
        let outcome = Result { try verdict(outputs) }
        try folder.keep(recordings)
        let code = try outcome.get()
        guard ![0, 1, 3].contains(code) || SmallFile.isThere(folder.path + "/" + Judge.verdict)
        else {
            throw Refusal.internalError("the judge ended without a verdict (exit code \(code))")
        }
        // Codes of env and of setpriv, when they cannot become the judge.
        guard code < 125 else {
            throw Refusal.internalError("the judge could not be started (exit code \(code))")
        }
        for file in outputs.files {
            try Output.copy(
                folder.path + "/" + file.name, as: file.target,
                mayBeShared: file.isMasked(as: judging.redact))
        }
        return code
    }

    /// The exit code of the child.
    private func verdict(_ outputs: RunOutputs) throws -> Int32 {
        var arguments = ["analyze"] + recordings + judging.words
        if let list = selection.list { arguments += ["--only", list] }
        if grace.milliseconds > 0 { arguments += ["--grace", grace.word] }
        for limit in limits { arguments += ["--limit", limit] }
        if let policy {
            try Output.save(
                String(decoding: policy, as: UTF8.self), as: folder.path + "/policy",
                isOurs: true)
            arguments += ["--policy", "policy"]
        }
        for name in [Judge.verdict] + outputs.files.map(\.name) { arguments += ["--out", name] }
        let isRoot = geteuid() == 0
        if isRoot, Owner.isKnown(Judge.nobody) { try folder.admit(Judge.nobody, Judge.nobody) }
        // The folder is entered before the privileges are gone: nobody may walk the path to it.
        // It ends with us, whose folder it writes in.
        return try Judge.run(
            ["env", "--chdir=\(folder.path)"]
                + (isRoot ? Judge.unprivileged.dropLast() : ["setpriv"])
                + ["--pdeathsig=KILL", "--", try LabCommands.tool()] + arguments)
    }

    /// Becomes nobody, where there is such a user, without groups or capabilities, and for good.
    static var unprivileged: [String] {
        let change = ["--reuid=\(nobody)", "--regid=\(nobody)", "--clear-groups"]
        return ["setpriv"] + (Owner.isKnown(nobody) ? change : []) + [
            "--no-new-privs", "--inh-caps=-all", "--bounding-set=-all", "--",
        ]
    }

    /// Runs a program with our own streams and waits for its end. It inherits no other descriptor:
    /// all of ours are closed when a program starts. Signals that we hold back reach it.
    private static func run(_ arguments: [String]) throws(Refusal) -> Int32 {
        var program = Spawn(arguments)
        program.leadsGroup = false
        let child: pid_t
        do throws(Spawn.Refusal) {
            child = try program.start()
        } catch {
            throw .internalError("the judge could not be started")
        }
        let ended: Int32?
        do throws(Patience.Exhausted) {
            ended = try Patience.status(of: child)
        } catch {
            throw .judgeSilent(error.seconds)
        }
        guard let status = ended else { throw .internalError("the judge was lost") }
        guard status & 0x7f == 0 else {
            throw .internalError("the judge was killed (signal \(status & 0x7f))")
        }
        return status >> 8 & 0xff
    }
}
