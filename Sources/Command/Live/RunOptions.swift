internal import ArgumentParser
internal import Evidence
internal import Gather
internal import Host
internal import Reports
internal import Wire

/// The flags of a live run: what is watched, who is asked, and what is written.
///
/// `check` and `drill` have them alike.
struct RunOptions: ParsableArguments {
    @OptionGroup var interfaces: InterfaceOptions

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

    @Option(
        name: .customLong("repeat"),
        help: "Run so often, 1 to 20; the worst run counts. (default: 1)")
    var `repeat`: Int?

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

    /// Refuses values that mean nothing, before anything is touched.
    func validate() throws {
        for text in target where IPAddress(text) == nil {
            throw ValidationError("\"\(OutsideText(text).forTerminal)\" is not an address")
        }
        if let zone, DNSWireName(zone) == nil {
            throw ValidationError("\"\(OutsideText(zone).forTerminal)\" is not a zone")
        }
        guard 1...20 ~= self.repeat ?? 1 else { throw ValidationError("--repeat is 1 to 20") }
    }
}
