internal import Audit
internal import Evidence
internal import Gather
internal import Host
internal import Probes
internal import Reports
internal import Synchronization
internal import Wire

/// What a run asks, and of whom: known once its tunnel is up.
struct Play: Sendable {
    let scene: Discovery.Scene
    let scenario: Scenario
    let outsiders: Outsiders

    /// The play for a scene.
    init(
        _ scene: Discovery.Scene, _ settings: RunSettings, run: RunLabel? = nil
    ) throws(Refusal) {
        self.scene = scene
        let label: RunLabel
        if let run { label = run } else { label = try Play.label() }
        scenario = try Play.scenario(for: scene, settings, run: label)
        outsiders = Outsiders(
            endpoints: settings.endpoints, run: scenario.run, resolvers: scene.resolvers,
            servers: settings.responders, usesBrowser: settings.usesBrowser)
    }

    /// The plan of its session, with a guest or none.
    func plan(as name: String, with guest: GuestSeat) -> Session.Plan {
        Session.Plan(
            tool: Version.tool.version, folder: name,
            interfaces: scene.interfaces + guest.interfaces, outer: scene.outer,
            through: scenario.through,
            past: scenario.past + (scene.facts.forwards.isEmpty ? [] : scenario.forwarded),
            closing: scenario.closing)
    }

    /// The ends of the tunnel, of whose packets only the start is kept.
    var ends: [(address: IPAddress, port: UInt16)] {
        scene.outer.compactMap { flow in
            flow.transport == IPProtocol.udp && flow.prefix == IPPrefix(host: flow.prefix.address)
                ? flow.port.map { (address: flow.prefix.address, port: $0) } : nil
        }
    }

    /// A label that marks everything of one run.
    static func label() throws(Refusal) -> RunLabel {
        let digits = (0..<8).map { _ in
            let text = String(UInt8.random(in: 0...255), radix: 16)
            return text.count == 2 ? text : "0" + text
        }
        guard let label = RunLabel(digits.joined()) else {
            throw Refusal.internalError("a run's label is none")
        }
        return label
    }

    private static func scenario(
        for scene: Discovery.Scene, _ settings: RunSettings, run label: RunLabel
    ) throws(Refusal) -> Scenario {
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
}

/// What becomes known while a run goes on, and what became of its probes.
final class Course: Sendable {
    /// The packet filter as a drill saw it.
    let rules = RulesetLog()
    private let state = Mutex(State())

    private struct State {
        var cast: Cast?
        var begun: DrillEve.Begun?
        var refusal: Refusal?
        var answers: [Answer] = []
    }

    /// Who takes part, once it is known.
    struct Cast {
        let play: Play
        let guest: GuestSeat
        /// Whose time for all questions began when it was made.
        let prober: Prober
    }

    /// Who takes part, once it is known.
    var cast: Cast? { state.withLock { $0.cast } }
    /// What a drill did before the tunnel was brought up.
    var begun: DrillEve.Begun? {
        get { state.withLock { $0.begun } }
        set { state.withLock { $0.begun = newValue } }
    }
    /// Why the tunnel did not come up.
    var refusal: Refusal? {
        get { state.withLock { $0.refusal } }
        set { state.withLock { $0.refusal = newValue } }
    }
    /// What became of the probes.
    var answers: [Answer] { state.withLock { $0.answers } }

    /// Begins a play with its guest; the plan of its session.
    func begin(_ play: Play, _ pace: Pace, as name: String) -> Session.Plan {
        let guest = GuestSeat(in: play.scene)
        let prober = Prober(pace, guest: guest.guest?.descriptor)
        state.withLock { $0.cast = Cast(play: play, guest: guest, prober: prober) }
        return play.plan(as: name, with: guest)
    }

    /// Does something whose refusal is told when the session has ended.
    func refusing<Value>(_ body: () throws(Refusal) -> Value) throws(GatherError) -> Value {
        do throws(Refusal) {
            return try body()
        } catch {
            refusal = error
            throw GatherError(error.trouble.code, "The run was refused.")
        }
    }

    /// Adds what became of probes.
    func add(_ answers: [Answer]) { state.withLock { $0.answers += answers } }
}
