internal import ArgumentParser
internal import Audit
internal import Capture
internal import Evidence
internal import Gather
internal import Glibc
internal import Host
internal import Probes
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
            """)

    @Option(
        name: [.customShort("i"), .long],
        help: "An uplink that the tunnel must not be passed by. Repeatable.")
    var uplink: [String] = []

    @Option(name: [.short, .long], help: "An interface of the tunnel. Repeatable.")
    var tunnel: [String] = []

    @Option(
        name: .long,
        help: "The tunnel's outer flow, ADDR[/LEN][:PORT][,udp|,tcp|,esp]; WireGuard tells its own."
    )
    var outer: [String] = []

    @Option(name: .long, help: "A responder's address that is asked. Repeatable.")
    var target: [String] = []

    @Option(name: .long, help: "The zone below which names are asked for.")
    var zone = "example"

    @Option(
        name: .long,
        help: "Who tells what they saw: self=HOST…, public, file=PATH or none. Repeatable.")
    var endpoints: [String] = []

    @Option(name: .long, help: "Whether a browser is asked what pages learn: auto or none.")
    var browser = BrowserUse.auto

    @Flag(name: .long, help: "Print what would be asked, and do nothing.")
    var plan = false

    @Option(name: .long, help: "A YAML file with the policy.")
    var policy: String?

    @Flag(name: .long, help: "Tolerate the local network allowance.")
    var allowLan = false

    @Option(
        name: [.short, .customLong("out")],
        help: """
            Write the report as FILE.json or FILE.txt, the frames of what was found as FILE.pcapng, or \
            the recording as the folder NAME/. Repeatable.
            """)
    var out: [String] = []

    @Option(name: [.short, .customLong("format")], help: "What standard output carries.")
    var format = Analyze.Format.text

    func run() throws {
        let outputs = try RunOutputs(out)
        if let policy { _ = try PolicyFile(policy).policy(on: RunClock(arguments: []).today) }
        Interruption.hold()
        let scene = try Discovery(uplinks: uplink, tunnels: tunnel, outer: outer).found()
        var bytes = [UInt8](repeating: 0, count: 8)
        for index in bytes.indices { bytes[index] = UInt8.random(in: 0...255) }
        let digits = bytes.map { byte in
            let text = String(byte, radix: 16)
            return text.count == 2 ? text : "0" + text
        }
        guard let label = RunLabel(digits.joined()) else {
            throw Refusal.internalError("a run's label is none")
        }
        var scenario = Scenario(
            targets: targets, resolvers: scene.resolvers, zone: zone,
            uplinks: scene.uplinks.map { uplink in
                Scenario.Uplink(
                    name: uplink.name,
                    addresses: scene.facts.interfaces.first { $0.name == uplink.name }?.addresses
                        .filter { !$0.isLinkLocal } ?? [],
                    routers: allowLan ? scene.machine.routers(of: uplink.index) : [])
            }, tunnels: scene.tunnels.map(\.name), run: label, outer: scene.outer,
            outerMark: scene.facts.outerMark)
        scenario.areNamed = !target.isEmpty
        let asked = Outsiders(
            endpoints: try Outsiders.named(endpoints), run: label, resolvers: scene.resolvers,
            servers: target.compactMap(IPAddress.init), usesBrowser: browser == .auto)
        if plan {
            Output.say(PlanText(scene: scene, scenario: scenario, outsiders: asked).text)
            return
        }
        let folder = try RunFolder(for: outputs.recording)
        Interruption.clears(folder)
        let guest = GuestSeat(in: scene)
        let session = Session(
            Session.Plan(
                tool: Version.tool.version, folder: folder.path + "/recording",
                interfaces: scene.interfaces + guest.interfaces, outer: scene.outer,
                through: scenario.through,
                past: scenario.past + (scene.facts.forwards.isEmpty ? [] : scenario.forwarded),
                closing: scenario.closing),
            in: Check.seats(scene, guest, asked))
        do throws(GatherError) {
            try session.run()
        } catch {
            throw Refusal.gather(error, left: folder.leftovers)
        }
        let code = try Judge(folder: folder, policy: policy, allowLAN: allowLan, format: format)
            .judge(outputs)
        throw ExitCode(code)
    }

    /// Refuses values that mean nothing, before anything is touched.
    func validate() throws {
        for text in outer where OuterFlow(text) == nil {
            throw ValidationError("\"\(OutsideText(text).forTerminal)\" is not an outer flow")
        }
        for text in target where IPAddress(text) == nil {
            throw ValidationError("\"\(OutsideText(text).forTerminal)\" is not an address")
        }
        guard target.count <= Check.mostTargets else {
            throw ValidationError("at most \(Check.mostTargets) --target are taken")
        }
        guard DNSWireName(zone) != nil else {
            throw ValidationError("\"\(OutsideText(zone).forTerminal)\" is not a zone")
        }
    }

    /// Most targets: each is asked a dozen questions on each path.
    private static let mostTargets = 8

    /// Who is asked: whom the user names, else addresses that belong to nobody (RFC 5737, RFC 3849).
    private var targets: [IPAddress] {
        let named = target.compactMap(IPAddress.init)
        return named.isEmpty
            ? [IPAddress(v4: 0xc000_0201), IPAddress(high: 0x2001_0db8_0000_0000, low: 1)] : named
    }

    private static func seats(
        _ scene: Discovery.Scene, _ guest: GuestSeat, _ asked: Outsiders
    ) -> Seats {
        let interfaces = (scene.interfaces + guest.interfaces).map {
            (index: $0.index, name: $0.name)
        }
        let ends = scene.outer.compactMap { flow in
            flow.transport == IPProtocol.udp && flow.prefix == IPPrefix(host: flow.prefix.address)
                ? flow.port.map { (address: flow.prefix.address, port: $0) } : nil
        }
        return Seats(
            sensor: { descriptor throws(GatherError) in
                try LiveCapture(
                    to: descriptor, tool: "watertight \(Version.tool.version)",
                    interfaces: interfaces, ends: ends)
            },
            heartbeat: { indexes throws(GatherError) in try TapHeartbeat(on: indexes) },
            probe: { Prober(guest: guest.guest?.descriptor).ask($0) },
            outsiders: { asked.answers() },
            machine: { () throws(GatherError) in
                try guest.leave()
                return try scene.machine.facts(since: scene.facts)
            },
            witness: {
                do throws(HostError) {
                    return try SocketWatch()
                } catch {
                    // The report of a run without a witness says what it could not see.
                    return nil
                }
            })
    }
}
