internal import ArgumentParser
internal import Lab

/// `watertight lab exec`: runs a program in a machine of a lab.
struct LabExec: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exec",
        abstract: "Run a program in a machine of a lab; its exit code is passed through.")

    @OptionGroup var lab: LabCommands.Name

    @Argument(help: "The machine, such as client or core.")
    var node: String

    @Argument(parsing: .postTerminator, help: "The program and its arguments, behind --.")
    var command: [String]

    func validate() throws {
        guard Node(rawValue: node) != nil else {
            throw ValidationError(
                "no machine is called \"\(node)\"; they are "
                    + Node.allCases.map(\.rawValue).joined(separator: ", "))
        }
        guard !command.isEmpty else { throw ValidationError("say what to run, behind --") }
    }

    func run() throws {
        guard let node = Node(rawValue: node) else { return }
        let tool = try LabCommands.tool()
        try inLab { () throws(LabError) in
            try LiveLab.open(lab.name, tool: tool).become(command, on: node)
        }
    }
}

/// `watertight lab run`: runs a program in the client of a lab that lives just as long.
struct LabRun: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Make a lab, run a program in its client, take the lab down.",
        discussion: """
            The program's exit code is passed through. WATERTIGHT_LAB holds the name, and with \
            --no-connect WATERTIGHT_LAB_TUNNEL the tunnel's file.
            """)

    @OptionGroup var shape: LabCommands.Shape

    @Argument(parsing: .postTerminator, help: "The program and its arguments, behind --.")
    var command: [String]

    func validate() throws {
        guard !command.isEmpty else { throw ValidationError("say what to run, behind --") }
    }

    func run() throws {
        let (plan, tool) = (shape.plan, try LabCommands.tool())
        throw ExitCode(
            try inLab { () throws(LabError) in
                try LiveLab.run(command, in: plan, tool: tool)
            })
    }
}

/// `watertight lab list`: the leaks and look-alikes.
struct LabList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the leaks with the checks that they turn red, and the look-alikes.")

    func run() {
        var lines = ["Leaks, and the checks that each must turn red:"]
        for leak in Leak.all {
            lines += ["  \(leak.id)", "      \(leak.line)"]
            lines.append("      red: \(leak.reds.joined(separator: ", "))")
            lines += LabList.asked(leak)
        }
        lines += ["", "Faults that no packet shows before somebody is asked:"]
        for leak in Leak.unseen {
            lines += ["  \(leak.id)", "      \(leak.line)"] + LabList.asked(leak)
        }
        lines += ["", "Look-alikes, which must stay green:"]
        for leak in Leak.lookAlikes { lines += ["  \(leak.id)", "      \(leak.line)"] }
        Output.say(lines.joined(separator: "\n") + "\n")
    }

    /// What `check` finds with probes of its own.
    private static func asked(_ leak: Leak) -> [String] {
        guard !leak.asked.isEmpty else { return [] }
        let check = (["check"] + leak.flags).joined(separator: " ")
        return ["      red when \(check) asks: \(leak.asked.joined(separator: ", "))"]
    }
}

/// `watertight lab send`: what a lab starts itself, to send what a user's program would send.
struct LabSend: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "send", abstract: "Send what a user's program would send.",
        shouldDisplay: false)

    @Argument var words: [String]

    func run() throws {
        guard let stimulus = Stimulus(arguments: words) else {
            throw Refusal.usage("a lab does not send this", try: "watertight lab list")
        }
        stimulus.send()
    }
}

/// `watertight lab reload`: what a lab starts itself, to delete a kill switch and load it again.
struct LabReload: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reload", abstract: "Delete a kill switch and load it, again and again.",
        shouldDisplay: false)

    @Argument var words: [String]

    func run() throws {
        guard let reload = Reload(arguments: words) else {
            throw Refusal.usage("a lab does not reload this", try: "watertight lab list")
        }
        try inLab { () throws(LabError) in try reload.run() }
    }
}
