internal import Dispatch
internal import Evidence
internal import Gather
internal import Host
internal import Synchronization
internal import Wire

/// Finds what is to be watched: the interfaces, the tunnel's outer flows and the resolvers.
struct Discovery {
    /// Where the tunnel is.
    let machine: Machine
    /// Uplinks that the user names.
    let uplinks: [String]
    /// Interfaces of the tunnel that the user names.
    let tunnels: [String]
    /// The proxy that stands for the tunnel.
    var proxy: Proxy?
    /// Outer flows that the user names.
    let outer: [OuterFlow]
    /// What is told beside the result.
    let talk: Talk
    /// Whether the user may be asked something.
    let mayAsk: Bool

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

    /// Looks; nothing is changed and nobody outside is asked.
    func found() throws(Refusal) -> Scene {
        let machine = machine
        let snapshot = try Discovery.wait { () throws(HostError) in try await machine.snapshot() }
        let (links, addresses, routes) = (snapshot.links, snapshot.addresses, snapshot.routes)
        let sorted = sorted(links)
        try demand(links, among: sorted, [(tunnels, .tunnel), (uplinks, .underlay)])
        let chosen = try TunnelChoice(
            machine: machine, sorted: sorted, routes: routes, named: tunnels, proxy: proxy,
            outer: outer, mayAsk: mayAsk
        ).chosen()
        for link in chosen.others {
            talk.say(
                "\(link.name.forTerminal) is a tunnel too, and carries no default route; "
                    + "--tunnel names it")
        }
        let open = Set(sorted.exits(addresses, routes).filter(\.hasDefaultRoute).map(\.link.index))
        let outside = sorted.links(.underlay).filter { link in
            uplinks.isEmpty ? open.contains(link.index) : uplinks.contains(link.name.raw)
        }
        let interfaces = Discovery.interfaces(sorted, routes)
        let reader = MachineFacts(
            machine: machine, before: snapshot,
            roles: Dictionary(
                interfaces.map { ($0.name, $0.role) }, uniquingKeysWith: { first, _ in first }),
            mark: chosen.mark, hops: chosen.hops)
        let facts = try Discovery.wait { () throws(HostError) in try await reader.facts() }
        return Scene(
            interfaces: interfaces,
            uplinks: interfaces.filter { one in outside.contains { $0.index == one.index } },
            tunnels: interfaces.filter { one in chosen.links.contains { $0.index == one.index } },
            outer: chosen.flows, resolvers: facts.resolvers, machine: reader, facts: facts)
    }

    /// The interfaces, while the tunnel is not up yet.
    func surroundings() throws(Refusal) -> [Session.Interface] {
        let machine = machine
        let snapshot = try Discovery.wait { () throws(HostError) in try await machine.snapshot() }
        let sorted = sorted(snapshot.links)
        try demand(snapshot.links, among: sorted, [(uplinks, .underlay)])
        return Discovery.interfaces(sorted, snapshot.routes)
    }

    /// The system's resolvers.
    func resolvers() throws(Refusal) -> [IPAddress] {
        let machine = machine
        return MachineFacts.resolvers(
            try Discovery.wait { () throws(HostError) in try await machine.snapshot() })
    }

    private func sorted(_ links: [Link]) -> Underlays {
        let names = { (list: [String]) in Set(list.map { OutsideText($0) }) }
        return Underlays(links, tunnels: names(tunnels), underlays: names(uplinks))
    }

    private static func interfaces(_ sorted: Underlays, _ routes: [Route]) -> [Session.Interface] {
        sorted.entries.map { entry in
            Discovery.interface(entry, faces: sorted.facesGuests(entry, routes))
        }
    }

    /// Throws for a name that no interface has.
    private func demand(
        _ links: [Link], among sorted: Underlays, _ named: [([String], LinkRole)]
    ) throws(Refusal) {
        for (names, role) in named {
            for name in names where !links.contains(where: { $0.name.raw == name }) {
                throw .noInterface(name, sorted, wanted: role)
            }
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
