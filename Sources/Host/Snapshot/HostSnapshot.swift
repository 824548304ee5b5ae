internal import FoundationEssentials
internal import Wire

/// All that is known of the machine at one moment, in one order.
public struct HostSnapshot: Hashable, Codable, Sendable {
    /// Links by index.
    public var links: [Link]
    /// Addresses, IPv4 first.
    public var addresses: [InterfaceAddress]
    /// Routes of all tables, IPv4 first.
    public var routes: [Route]
    /// Rules in their order, IPv4 first.
    public var rules: [RoutingRule]
    /// Neighbours, IPv4 first.
    public var neighbours: [Neighbour]
    /// The nftables ruleset.
    public var firewall: Reading<Firewall>
    /// What `/etc/resolv.conf` says in our mount namespace.
    public var resolver: Reading<ResolverConfiguration>
    /// TCP sockets, then UDP sockets, by port.
    public var sockets: Reading<[SocketEntry]>

    /// The snapshot as a line of `host.jsonl`, with its keys in order; throws if it cannot be made.
    public func line() throws(HostError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return [UInt8](try encoder.encode(self)) + [10]
        } catch {
            throw HostError(.damaged, subject: "snapshot", reason: "It cannot be written.")
        }
    }

    /// Reads such a line; throws if it is none.
    public init(line: [UInt8]) throws(HostError) {
        do {
            self = try JSONDecoder().decode(HostSnapshot.self, from: Data(line))
        } catch {
            throw HostError(.damaged, subject: "snapshot", reason: "It is no snapshot.")
        }
    }
}

extension HostSnapshot {
    /// Reads the machine from the namespace of the calling thread.
    static func read() throws(HostError) -> HostSnapshot {
        HostSnapshot(
            links: try Machine.readLinks(), addresses: try Machine.readAddresses(),
            routes: try Machine.readRoutes(), rules: try Machine.readRules(),
            neighbours: try Machine.readNeighbours(), firewall: Reading(Firewall.read),
            resolver: Reading { () throws(HostError) in try ResolverConfiguration.read() },
            sockets: Reading(Machine.readSockets))
    }

    private init(
        links: [Link], addresses: [InterfaceAddress], routes: [Route], rules: [RoutingRule],
        neighbours: [Neighbour], firewall: Reading<Firewall>,
        resolver: Reading<ResolverConfiguration>, sockets: Reading<[SocketEntry]>
    ) {
        self.links = links
        self.addresses = addresses
        self.routes = routes
        self.rules = rules
        self.neighbours = neighbours
        self.firewall = firewall
        self.resolver = resolver
        self.sockets = sockets
    }
}

extension Machine {
    /// All of it, read one after the other; a change in between may show in one part only.
    public func snapshot() async throws(HostError) -> HostSnapshot {
        try await namespace.run(HostSnapshot.read)
    }
}
