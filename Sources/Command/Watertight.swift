internal import ArgumentParser
internal import Glibc
internal import Reports

/// The executable `watertight`.
@main struct Watertight: ParsableCommand {
    // Each subcommand says its name: what the parser does to derive it took a tenth of every start.
    static let configuration = CommandConfiguration(
        commandName: "watertight",
        abstract: "Proves whether a VPN, dVPN, Tor or proxy set-up leaks.",
        subcommands: [
            Check.self, DrillCommand.self, Watch.self, Analyze.self, Render.self, List.self,
            Explain.self, ConfigCommands.self, LabCommands.self, Respond.self, Version.self,
            FoldStream.self, Journaled.self, UndoBehind.self,
        ])

    /// Without arguments: what it is, and three things to try.
    static let introduction = """
        watertight proves whether a VPN, dVPN, Tor or proxy set-up leaks.

        Judge a capture of the physical interface, with one from inside the tunnel:
          watertight analyze eth0.pcap --tunnel wg0.pcap --outer 203.0.113.10:51820,udp
        Test the tunnel that is up now:
          sudo watertight check -t wg0
        See what is checked, and what one check means:
          watertight list
          watertight explain dns.underlay-53

        Exit codes: 0 sealed, 1 leak, 2 usage, 3 not proven, 4 could not run.
        It contacts nobody whom you did not name. More: watertight --help
        """

    static func main() {
        // A closed pipe is an error of the write that meets it, not the end of the process.
        signal(SIGPIPE, SIG_IGN)
        do {
            var command = try parseAsRoot(arguments)
            try command.run()
        } catch {
            leave(with: error)
        }
    }

    /// The arguments, with `-o -=json` in the form in which the parser does not take `-=json` for an
    /// option.
    private static var arguments: [String] {
        var arguments = Array(CommandLine.arguments.dropFirst())
        for index in arguments.indices.dropLast().reversed()
        where ["-o", "--out"].contains(arguments[index]) && arguments[index + 1].hasPrefix("-=") {
            arguments[index] = "--out=" + arguments.remove(at: index + 1)
        }
        return arguments
    }

    func run() throws { Output.say(Watertight.introduction + "\n") }

    /// Ends the process with the exit code that stands for an error (`docs/limits.md` lists them).
    private static func leave(with error: any Error) -> Never {
        if let code = error as? ExitCode { Glibc.exit(code.rawValue) }
        if let trouble = error as? Refusal {
            Output.tell(trouble.trouble)
            Glibc.exit(Int32(trouble.trouble.exitCode ?? 70))
        }
        let text = fullMessage(for: error)
        guard exitCode(for: error) != .success else {
            Output.say(text + "\n")
            Glibc.exit(0)
        }
        guard exitCode(for: error) == .validationFailure else {
            Output.tell(Refusal.internalError("\(error)").trouble)
            Glibc.exit(70)
        }
        let commands = configuration.subcommands.compactMap { $0.configuration.commandName }
        let command = arguments.first.flatMap { commands.contains($0) ? $0 : nil } ?? "analyze"
        let refusal = Refusal.usage(message(for: error), try: "watertight \(command) --help")
        Output.tell(refusal.trouble)
        Glibc.exit(2)
    }
}
