internal import ArgumentParser
internal import Audit
internal import Checks
internal import Evidence
internal import Glibc
internal import Reports

/// `watertight list`: the checks.
struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the checks.")

    func run() {
        let checks = Catalogue.checks.map { (id: $0.id, card: $0.card) }
        Output.say(CatalogueText(style: Output.style(of: STDOUT_FILENO)).list(checks))
    }
}

/// `watertight explain`: what a check or a reason code means.
struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Explain a check or a reason code.")

    @Argument(help: "The id of a check, or a reason code, such as dns.underlay-53.")
    var id: String

    func run() throws {
        let text = CatalogueText(style: Output.style(of: STDOUT_FILENO))
        if let check = Catalogue.checks.first(where: { $0.id.name == id }) {
            let needs = Need.allCases.filter(check.needs.contains).map(\.meaning)
            Output.say(text.explain(check.id, check.card, needs: needs))
        } else if let reason = ReasonCode(id) {
            Output.say(text.explain(reason))
        } else {
            throw Refusal.usage(
                "no check and no reason code is called \"\(id)\"", try: "watertight list")
        }
    }
}

/// `watertight version`: which build this is.
struct Version: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version", abstract: "Tell the version.")

    /// The tool as reports name it.
    static let tool = Report.Tool(version: "0.1.0")

    func run() {
        Output.say("watertight \(Version.tool.version)\nNo telemetry, no update check.\n")
    }
}
