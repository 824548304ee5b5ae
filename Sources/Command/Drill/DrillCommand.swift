internal import ArgumentParser
internal import Audit
internal import Evidence
internal import Gather
internal import Wire

/// `watertight drill`: drops nodes and breaks the tunnel on purpose, and times what leaves meanwhile.
struct DrillCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drill",
        abstract: "Drop nodes on purpose, and time what leaves meanwhile.",
        discussion: """
            Tests the tunnel as check does, then injects one fault after the other, watches under \
            each, and puts everything back. A drill cuts the network: it shows its plan and asks. \
            Faults of nodes need the lab, in which nothing of yours is disturbed. Needs root.

            Exit codes: 0 sealed, 1 leak, 2 usage, 3 not proven, 4 could not run.

            sudo watertight drill -t wg0 --target 203.0.113.80
            sudo watertight lab run --hops 2 --killswitch strict -- watertight drill --yes \\
              --target 203.0.113.80 --zone leak.test --faults entry-silent
            """)

    @Argument(help: "Checks of the kill switch, such as daemon-kill, whose faults are injected.")
    var scenarios: [String] = []

    @Option(
        name: .long, help: "The faults to inject, one after the other, between commas; or all.")
    var faults: String?

    @Option(
        name: .long,
        help: "One fault by its place: entry, relay, exit, iface, client or network.")
    var drop: DropPlace?

    @Option(
        name: .long,
        help: """
            How long each fault is watched, such as 15s; full is 120 s, and 180 s for a node. \
            (default: 30s)
            """)
    var watch: WatchTime?

    @Option(
        name: .long,
        help: "Canaries a second in each kind of traffic, 1 to 1000. (default: 20)")
    var rate: Int?

    @Option(
        name: .long,
        help: """
            How long after a fault packets may leave, such as 500ms; they are told all the same. \
            (default: 0ms)
            """)
    var grace: GraceTime?

    @Flag(name: .long, help: "Do not ask. It does not override the refusal over SSH.")
    var yes = false

    @Flag(name: .long, help: "Put back what an interrupted drill left changed, and do no more.")
    var undo = false

    @OptionGroup var options: RunOptions

    func run() throws {
        if undo {
            try Undoing.undoLeftovers()
            return
        }
        let settings = try RunSettings(options, checks: [], isDrill: true, isQuick: true)
        let drill = try DrillSettings(self, settings.drill)
        try LiveRun(command: "drill", options: options, settings: settings, drill: drill)
            .run(at: .quick)
    }

    /// Refuses values that mean nothing, before anything is touched.
    func validate() throws {
        guard 1...1000 ~= rate ?? 1 else { throw ValidationError("--rate is 1 to 1000") }
        guard [faults != nil, drop != nil, !scenarios.isEmpty].count(where: { $0 }) <= 1 else {
            throw ValidationError("say the faults once: by name, by --faults or by --drop")
        }
    }
}

/// A fault by its place.
enum DropPlace: String, CaseIterable, ExpressibleByArgument {
    case entry, relay, exit, iface, client, network

    /// The fault that is meant.
    var fault: FaultID {
        switch self {
        case .entry: .entrySilent
        case .relay: .relaySilent
        case .exit: .exitSilent
        case .iface: .interfaceDeleted
        case .client: .clientSIGKILL
        case .network: .uplinkFlap
        }
    }
}

/// How long a fault is watched: a time, or the longest of the catalogue.
struct WatchTime: ExpressibleByArgument {
    /// In seconds; nil for the longest.
    let seconds: Int?

    /// The nested tunnel of the lab opens after 14 s; most clients notice within 30.
    static let usual = WatchTime(seconds: 30)

    init?(argument: String) {
        if argument == "full" {
            seconds = nil
            return
        }
        guard let span = TimeSpan(argument: argument), span.seconds <= 3600 else { return nil }
        seconds = Int(span.seconds)
    }

    private init(seconds: Int) { self.seconds = seconds }

    /// How long a fault is watched, in seconds: the longest is past the timers of most clients (catalogue,
    /// area killswitch).
    func seconds(for fault: FaultID) -> Int {
        seconds ?? (fault.check == "killswitch.peer-blackhole" ? 180 : 120)
    }
}
