internal import ArgumentParser
internal import Evidence
internal import Wire

/// `watertight config`: the file that says what `check` and `drill` do here.
struct ConfigCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Begin or look over the configuration of check and drill.",
        discussion: "It is watertight.yaml here, else the user's, else the system's: README.md.",
        subcommands: [ConfigInit.self, ConfigCheck.self])
}

/// `watertight config init`: begins a configuration.
struct ConfigInit: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Write watertight.yaml to begin with; replaces nothing.")

    @Option(name: .customLong("for"), help: "Who uses it.")
    var user = User.person

    /// Who uses a configuration.
    enum User: String, CaseIterable, ExpressibleByArgument { case person }

    private static let path = "watertight.yaml"

    func run() throws {
        guard !RecordingSeal.isTaken(ConfigInit.path) else {
            throw Refusal.output(ConfigInit.path, "It is there already, and is not replaced.")
        }
        try Output.save(ConfigInit.person, as: ConfigInit.path)
        Output.say("wrote \(ConfigInit.path); next: sudo watertight check\n")
    }

    private static let person = """
        # What `watertight check` does in this folder. Flags win over this file.
        version: 1
        tunnel: { interface: wg0, driver: wireguard }   # or file: wg0.conf, which is brought up
        checks: [dns, leak, webrtc]
        endpoints: none            # leak checks need no server
        out: [report.json]

        """
}

/// `watertight config check`: reads a configuration and does nothing else.
struct ConfigCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Read the configuration, and tell its first mistake.")

    @Argument(help: "The file; without it the one that check would read. - is standard input.")
    var file: String?

    func run() throws {
        let today = RunClock(arguments: []).today
        guard let config = try ConfigFile.found(file, today: today) else {
            throw Refusal.settings("no configuration is here", "watertight config init begins one.")
        }
        Output.say("\(OutsideText(config.file.path).forTerminal) is understood\n")
    }
}
