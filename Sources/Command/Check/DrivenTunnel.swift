internal import Audit
internal import Evidence
internal import Gather
internal import Glibc
internal import Host
internal import Reports
internal import Tunnels
internal import Wire

/// A tunnel that is brought up for a run, inside the namespaces of the run.
struct DrivenTunnel: Sendable {
    let driver: TunnelDriver
    let journal: Journal
    let discovery: Discovery
    let pace: Pace
    let talk: Talk

    /// Time between two looks whether it is up, in microseconds.
    private static let look: UInt32 = 100_000

    /// The plan while it is not up: what is watched.
    func opening(as name: String) throws(Refusal) -> Session.Plan {
        Session.Plan(
            tool: Version.tool.version, folder: name, interfaces: try discovery.surroundings(),
            outer: [], through: [], past: [])
    }

    /// Brings it up and waits until it carries something; all that undoes it is noted before.
    func connect() throws(Refusal) -> Discovery.Scene {
        do throws(HostError) {
            for step in try driver.tunnel.undoing() { try journal.note(step) }
        } catch {
            throw .journal(error)
        }
        var tunnel = driver.tunnel
        tunnel.up.arguments = Journaled.words(tunnel.up.arguments, in: driver.place)
        tunnel.up.passed = journal.descriptor
        talk.say("bringing the tunnel up: \(driver.up)")
        let (machine, commands) = (discovery.machine, tunnel)
        let ending = try Discovery.wait { () throws(TunnelError) in
            try await commands.connect(on: machine)
        }
        guard ending.isSuccess else { throw .notUp(driver, ending) }
        return try scene()
    }

    /// What is found once it is up; a client may go on in the background.
    private func scene() throws(Refusal) -> Discovery.Scene {
        let within = driver.within ?? pace.handshake
        let deadline = ContinuousClock.now + within
        while true {
            do throws(Refusal) {
                let scene = try discovery.found()
                var pace = pace
                pace.handshake = max(.zero, ContinuousClock.now.duration(to: deadline))
                try Handshake(machine: discovery.machine, pace: pace, talk: talk)
                    .demand(of: scene.tunnels.map(\.name))
                return scene
            } catch {
                guard Refusal.isOfWaiting.contains(error.trouble.code),
                    ContinuousClock.now < deadline
                else { throw .notUp(driver, in: within, error) }
            }
            usleep(DrivenTunnel.look)
        }
    }
}

extension TunnelDriver {
    /// Whether the tunnel is up already, so that it must be left alone.
    func isUp(by discovery: Discovery) throws(Refusal) -> Bool {
        let (machine, tunnel) = (discovery.machine, tunnel)
        let told = try Discovery.wait { () throws(TunnelError) in
            try await tunnel.isUp(on: machine)
        }
        if let told { return told }
        let links = try Discovery.wait { () throws(HostError) in try await machine.links() }
        let names = Set(discovery.tunnels)
        return !names.isEmpty && names.isSubset(of: links.filter(\.isUp).map(\.name.raw))
    }
}
