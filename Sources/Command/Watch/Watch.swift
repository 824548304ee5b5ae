internal import ArgumentParser
internal import Audit
internal import Evidence
internal import Gather
internal import Host
internal import Wire

/// `watertight watch`: listens, and tells the first packet of each kind that leaves outside the tunnel.
struct Watch: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: "Listen only; print a line at the first leak.",
        discussion: """
            Captures every interface for as long as it runs, and prints a line when something leaves \
            outside the tunnel for the first time: once for each check, source, destination and port. \
            It says when it is blind. Nothing is sent but our own heartbeat on each uplink, which \
            proves that the tap is alive; nothing is changed. Frames are judged by a process without \
            privileges. Needs root.

            Exit codes: 0 no leak was seen and it was never blind, 1 leak, 2 usage, 3 it was blind, \
            4 could not run or go on, 130 and 143 stopped.

            sudo watertight watch -t wg0
            sudo watertight watch --once --for 8h && echo quiet
            """)

    @OptionGroup var interfaces: InterfaceOptions

    @Option(name: .long, help: "A YAML file with the policy.")
    var policy: String?

    @Flag(name: .long, help: "Tolerate the local network allowance.")
    var allowLan = false

    @Flag(name: .long, help: "End at the first leak, with exit code 1.")
    var once = false

    @Option(name: .customLong("for"), help: "How long to watch, such as 90s, 15m, 8h or 2d.")
    var span: TimeSpan?

    @Option(
        name: [.short, .customLong("format")], help: "Text, or JSON with an event on each line.")
    var format = Analyze.Format.text

    func run() throws {
        var yaml: [UInt8] = []
        var isStrict = false
        if let policy {
            // Read here as well, so that a mistake is told before anything is opened.
            let read = try PolicyFile(policy)
            isStrict = try read.policy(on: RunClock(arguments: []).today).strict
            yaml = read.file.bytes
        }
        let scene = try Discovery(
            machine: Machine(), uplinks: interfaces.uplink, tunnels: interfaces.tunnel,
            outer: interfaces.outer.compactMap { OuterFlow($0) }, talk: Talk(quiet: 0, verbose: 0),
            mayAsk: true
        ).found()
        let underlays = Set(scene.interfaces.filter { $0.role == .underlay }.map(\.name))
        let own = scene.facts.interfaces.filter { underlays.contains($0.name) }
            .flatMap(\.addresses)
        let watch = try WatchRun(
            WatchRun.Wish(
                voice: WatchVoice(format), endsAtLeak: once, span: span, isStrict: isStrict),
            scene, tunnels: interfaces.tunnel, uplinks: interfaces.uplink,
            terms: FoldingChild.Terms(
                outer: scene.outer, own: own, allowsLAN: allowLan, policy: yaml))
        throw ExitCode(try watch.run())
    }
}
