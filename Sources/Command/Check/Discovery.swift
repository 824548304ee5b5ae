internal import Dispatch
internal import Evidence
internal import Gather
internal import Host
internal import Synchronization
internal import Tunnels
internal import Wire

/// Finds what is to be watched: the interfaces, the tunnel's outer flows and the resolvers.
struct Discovery {
    /// Uplinks that the user names.
    let uplinks: [String]
    /// Interfaces of the tunnel that the user names.
    let tunnels: [String]
    /// Outer flows that the user names.
    let outer: [String]
    /// The command that looks, for advice.
    var command = "check"

    /// What was found.
    struct Scene {
        var interfaces: [Session.Interface]
        var uplinks: [Session.Interface]
        var tunnels: [Session.Interface]
        var outer: [OuterFlow]
        var resolvers: [IPAddress]
        /// Who reads the machine again when the run ends.
        var machine: MachineFacts
        /// What is known of the machine before it.
        var facts: HostFacts
    }

    /// Looks; nothing is changed and nobody is asked.
    func found() throws(Refusal) -> Scene {
        let machine = Machine()
        let snapshot = try Discovery.wait { () throws(HostError) in try await machine.snapshot() }
        let (links, addresses, routes) = (snapshot.links, snapshot.addresses, snapshot.routes)
        try demand(links)
        let names = { (list: [String]) in Set(list.map { OutsideText($0) }) }
        let sorted = Underlays(links, tunnels: names(tunnels), underlays: names(uplinks))
        let inside = sorted.links(.tunnel).filter { link in
            link.isUp && (tunnels.isEmpty || tunnels.contains(link.name.raw))
        }
        guard !inside.isEmpty else {
            throw .noTunnel(sorted.links(.underlay).map(\.name), command: command)
        }
        let open = Set(sorted.exits(addresses, routes).filter(\.hasDefaultRoute).map(\.link.index))
        let outside = sorted.links(.underlay).filter { link in
            uplinks.isEmpty ? open.contains(link.index) : uplinks.contains(link.name.raw)
        }
        let interfaces = sorted.entries.map { entry in
            Discovery.interface(entry, faces: sorted.facesGuests(entry, routes))
        }
        let told = try flows(of: inside, on: machine)
        let reader = MachineFacts(
            machine: machine, before: snapshot,
            roles: Dictionary(
                interfaces.map { ($0.name, $0.role) }, uniquingKeysWith: { first, _ in first }),
            mark: told.mark)
        let facts = try Discovery.wait { () throws(HostError) in try await reader.facts() }
        return Scene(
            interfaces: interfaces,
            uplinks: interfaces.filter { one in outside.contains { $0.index == one.index } },
            tunnels: interfaces.filter { one in inside.contains { $0.index == one.index } },
            outer: told.flows, resolvers: facts.resolvers, machine: reader, facts: facts)
    }

    /// Throws for a name that no interface has.
    private func demand(_ links: [Link]) throws(Refusal) {
        for name in tunnels + uplinks where !links.contains(where: { $0.name.raw == name }) {
            throw .noInterface(name, links.map(\.name))
        }
    }

    static func interface(_ entry: Underlays.Entry, faces: Bool) -> Session.Interface {
        let role: Vantage.Role =
            switch entry.role {
            case .loopback: .loopback
            case .underlay where faces: .loopback
            case .tunnel: .tunnel
            case .underlay: .underlay
            }
        // 1 is ARPHRD_ETHER: only there a frame with an EtherType of our own can be sent.
        return Session.Interface(
            index: entry.link.index, name: entry.link.name.raw, role: role,
            carriesHeartbeat: entry.link.isUp && entry.link.hardware == 1)
    }

    /// Where the tunnel's own packets go: what the user says, else what WireGuard says.
    private func flows(
        of links: [Link], on machine: Machine
    ) throws(Refusal) -> (flows: [OuterFlow], mark: UInt32?) {
        let told = outer.compactMap { OuterFlow($0) }
        guard told.isEmpty else { return (told, nil) }
        var flows: [OuterFlow] = []
        var mark: UInt32?
        for link in links {
            let name = link.name
            let all = Set(links.map(\.name))
            let description: TunnelDescription
            do {
                description = try Discovery.wait { () throws(TunnelError) in
                    var driver = WireGuardTunnel(name.raw, on: machine)
                    driver.otherTunnels = all
                    return try await driver.describe()
                }
            } catch { continue }
            mark = mark ?? description.mark?.value
            for flow in description.outerFlows.map(\.value) where !flows.contains(flow) {
                flows.append(flow)
            }
        }
        guard !flows.isEmpty else { throw .noOuterFlow(links.map(\.name), command: command) }
        return (flows, mark)
    }

    /// Waits for what the machine says; commands run one step after the other.
    static func wait<Value: Sendable, Fault: Error>(
        _ body: @escaping @Sendable () async throws(Fault) -> Value
    ) throws(Refusal) -> Value {
        let outcome = Mutex<Result<Value, any Error>?>(nil)
        let box = Box(outcome)
        let done = DispatchSemaphore(value: 0)
        Task {
            do {
                let value = try await body()
                box.outcome.withLock { $0 = .success(value) }
            } catch {
                box.outcome.withLock { $0 = .failure(error) }
            }
            done.signal()
        }
        done.wait()
        switch box.outcome.withLock({ $0 }) {
        case .success(let value)?: return value
        case .failure(let error)?: throw .machine(error)
        case nil: throw .internalError("nothing came of looking at the machine")
        }
    }

    /// What two threads hand over.
    private final class Box<Value: Sendable>: Sendable {
        let outcome: Mutex<Result<Value, any Error>?>
        init(_ outcome: consuming Mutex<Result<Value, any Error>?>) { self.outcome = outcome }
    }
}
