internal import Audit
internal import Capture
internal import Evidence
internal import Gather
internal import Host
internal import Probes
internal import Synchronization
internal import Wire

/// One run after the other of the same kind, inside the namespaces that the user names.
struct CheckRun: Sendable {
    let settings: CheckSettings
    let enclosure: Enclosure
    let pace: Pace
    let talk: Talk
    /// Whether the user may be asked something.
    let mayAsk: Bool

    /// How long a run takes at the most, for people.
    private var longest: String {
        let seconds = (pace.limit + pace.handshake) / .seconds(1)
        return "\(Int(seconds.rounded(.up)) + 1) s"
    }

    /// What would be watched and asked.
    func plan() throws(Refusal) -> String {
        try inside(nil) { () throws(Refusal) in
            let scene = try discovery.found()
            let scenario = try scenario(for: scene)
            return PlanText(
                scene: scene, scenario: scenario, outsiders: outsiders(scene, scenario.run),
                file: settings.file
            ).text
        }
    }

    /// Records a run in a folder under a name; codes of what it cannot tell.
    func record(as name: String, in folder: RunFolder) throws(Refusal) -> [String] {
        try inside(folder.descriptor) { () throws(Refusal) in
            let began = ContinuousClock.now
            let scene = try discovery.found()
            talk.say(SceneText(scene: scene, longest: longest).line)
            talk.detail(1, "found in \(SceneText.seconds(since: began)) s")
            try Handshake(machine: scene.machine.machine, pace: pace, talk: talk)
                .demand(of: scene.tunnels.map(\.name))
            let scenario = try scenario(for: scene)
            let outcomes = Outcomes()
            let guest = GuestSeat(in: scene)
            let session = Session(
                Session.Plan(
                    tool: Version.tool.version, folder: name,
                    interfaces: scene.interfaces + guest.interfaces, outer: scene.outer,
                    through: scenario.through,
                    past: scenario.past + (scene.facts.forwards.isEmpty ? [] : scenario.forwarded),
                    closing: scenario.closing),
                in: seats(scene, guest, outsiders(scene, scenario.run), outcomes))
            do throws(GatherError) {
                try session.run()
            } catch {
                throw Refusal.gather(error, left: folder.leftovers(of: name))
            }
            talk.detail(1, "recorded in \(SceneText.seconds(since: began)) s")
            tell(outcomes.all)
            return Container.isAround ? [Container.code] : []
        }
    }

    /// Does something in the namespaces, in a folder.
    private func inside<Value: Sendable>(
        _ folder: Int32?, _ body: @escaping @Sendable () throws(Refusal) -> Value
    ) throws(Refusal) -> Value {
        let result: Result<Value, Refusal>
        do throws(HostError) {
            result = try enclosure.run(in: folder) { Result(catching: body) }
        } catch {
            throw .enclosure(error)
        }
        return try result.get()
    }

    private var discovery: Discovery {
        Discovery(
            machine: Machine(enclosure.network), uplinks: settings.uplinks,
            tunnels: settings.tunnels, proxy: settings.proxy, outer: settings.outer, talk: talk,
            mayAsk: mayAsk)
    }

    private func scenario(for scene: Discovery.Scene) throws(Refusal) -> Scenario {
        let digits = (0..<8).map { _ in
            let text = String(UInt8.random(in: 0...255), radix: 16)
            return text.count == 2 ? text : "0" + text
        }
        guard let label = RunLabel(digits.joined()) else {
            throw Refusal.internalError("a run's label is none")
        }
        var scenario = Scenario(
            targets: settings.targets, resolvers: scene.resolvers, zone: settings.zone,
            uplinks: scene.uplinks.map { uplink in
                Scenario.Uplink(
                    name: uplink.name,
                    addresses: scene.facts.interfaces.first { $0.name == uplink.name }?.addresses
                        .filter { !$0.isLinkLocal } ?? [],
                    routers: settings.policy.allowsLocalNetwork
                        ? scene.machine.routers(of: uplink.index) : [])
            }, tunnels: scene.tunnels.map(\.name), run: label, outer: scene.outer,
            outerMark: scene.facts.outerMark)
        scenario.proxy = settings.proxy
        scenario.areNamed = !settings.responders.isEmpty
        if let resolved = scene.facts.resolved, resolved.state != .absent {
            scenario.asksResolved = true
            scenario.searches = scene.facts.underlayDomains
            scenario.inner = scene.facts.addresses(.tunnel)
        }
        return scenario
    }

    private func outsiders(_ scene: Discovery.Scene, _ run: RunLabel) -> Outsiders {
        Outsiders(
            endpoints: settings.endpoints, run: run, resolvers: scene.resolvers,
            servers: settings.responders, usesBrowser: settings.usesBrowser)
    }

    private func seats(
        _ scene: Discovery.Scene, _ guest: GuestSeat, _ asked: Outsiders, _ outcomes: Outcomes
    ) -> Seats {
        let interfaces = (scene.interfaces + guest.interfaces).map {
            (index: $0.index, name: $0.name)
        }
        let ends = scene.outer.compactMap { flow in
            flow.transport == IPProtocol.udp && flow.prefix == IPPrefix(host: flow.prefix.address)
                ? flow.port.map { (address: flow.prefix.address, port: $0) } : nil
        }
        let prober = Prober(pace, guest: guest.guest?.descriptor)
        return Seats(
            sensor: { descriptor throws(GatherError) in
                try LiveCapture(
                    to: descriptor, tool: "watertight \(Version.tool.version)",
                    interfaces: interfaces, ends: ends)
            },
            heartbeat: { indexes throws(GatherError) in try TapHeartbeat(on: indexes) },
            probe: { questions in
                let answers = prober.ask(questions)
                outcomes.add(answers)
                return answers
            },
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

    /// Tells what became of each probe, and which responder of the user's never answered.
    private func tell(_ answers: [Answer]) {
        for answer in answers { talk.detail(2, SceneText.line(of: answer)) }
        for target in settings.responders {
            let asked = answers.filter {
                $0.remote == target && $0.path == .routed && $0.outcome != .sent
            }
            if !asked.isEmpty, !asked.contains(where: { $0.outcome == .answered }) {
                talk.warn(.silent(target, tries: asked.count))
            }
        }
    }
}

/// What became of the probes, for whoever tells it.
private final class Outcomes: Sendable {
    private let answers = Mutex<[Answer]>([])
    var all: [Answer] { answers.withLock { $0 } }
    func add(_ more: [Answer]) { answers.withLock { $0 += more } }
}
