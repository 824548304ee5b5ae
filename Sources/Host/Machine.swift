internal import CShims
public import Wire

/// The machine that we look at, or one network namespace of it. Nothing is ever changed.
///
/// Every reading opens its own sockets on a thread of its own inside the namespace, so any of them
/// may run beside others.
public struct Machine: Sendable {
    /// Where links, routes, rules, firewall and sockets are read.
    public let namespace: NetworkNamespace

    /// The machine as a namespace shows it.
    public init(_ namespace: NetworkNamespace = .own) { self.namespace = namespace }

    /// All links, by index.
    public func links() async throws(HostError) -> [Link] {
        try await namespace.run(Machine.readLinks)
    }

    /// All addresses of links, IPv4 first.
    public func addresses() async throws(HostError) -> [InterfaceAddress] {
        try await namespace.run(Machine.readAddresses)
    }

    /// The routes of all tables, IPv4 first, then by table and destination.
    public func routes() async throws(HostError) -> [Route] {
        try await namespace.run(Machine.readRoutes)
    }

    /// The routing rules in the order in which the kernel asks them, IPv4 first.
    public func rules() async throws(HostError) -> [RoutingRule] {
        try await namespace.run(Machine.readRules)
    }

    /// The neighbours whose MAC address the kernel knows or looks for, IPv4 first.
    public func neighbours() async throws(HostError) -> [Neighbour] {
        try await namespace.run(Machine.readNeighbours)
    }

    /// What the kernel does with a packet to `destination` that has this mark, is sent by this user
    /// (nil: by us) and is bound to this link (nil: to none).
    public func route(
        to destination: IPAddress, mark: UInt32 = 0, user: UInt32? = nil, link: UInt32? = nil
    ) async throws(HostError) -> RouteLookup {
        try await namespace.run { () throws(HostError) in
            let request = RouteLookup.request(
                to: destination, mark: mark, user: user, link: link)
            return try RouteLookup.ask(request, to: destination)
        }
    }
}

extension Machine {
    static func readLinks() throws(HostError) -> [Link] {
        var socket = try NetlinkSocket(NETLINK_ROUTE)
        let links = try socket.rows(Link.request, of: "links") { Link($0, $1) }
        return Canonical.ordered(links) { [UInt64($0.index)] }
    }

    static func readAddresses() throws(HostError) -> [InterfaceAddress] {
        var socket = try NetlinkSocket(NETLINK_ROUTE)
        var all: [InterfaceAddress] = []
        for family in IPFamily.allCases {
            let rows = try socket.rows(
                InterfaceAddress.request(family), of: "addresses", family: family
            ) { InterfaceAddress($0, $1) }
            all += Canonical.ordered(rows) {
                [UInt64($0.link), $0.address.high, $0.address.low, UInt64($0.length)]
            }
        }
        return all
    }

    static func readRoutes() throws(HostError) -> [Route] {
        var socket = try NetlinkSocket(NETLINK_ROUTE)
        var all: [Route] = []
        for family in IPFamily.allCases {
            let rows = try socket.rows(Route.request(family), of: "routes", family: family) {
                Route($0, $1)
            }
            all += Canonical.ordered(rows) {
                let prefix = $0.destination
                return [
                    UInt64($0.table), prefix.address.high, prefix.address.low,
                    UInt64(prefix.length), UInt64($0.metric), UInt64($0.service),
                    UInt64($0.type), UInt64($0.hops.first?.link ?? 0),
                ]
            }
        }
        return all
    }

    static func readRules() throws(HostError) -> [RoutingRule] {
        var socket = try NetlinkSocket(NETLINK_ROUTE)
        var all: [RoutingRule] = []
        for family in IPFamily.allCases {
            let rows = try socket.rows(RoutingRule.request(family), of: "rules", family: family) {
                RoutingRule($0, $1)
            }
            all += Canonical.ordered(rows) { [UInt64($0.priority)] }
        }
        return all
    }

    static func readNeighbours() throws(HostError) -> [Neighbour] {
        var socket = try NetlinkSocket(NETLINK_ROUTE)
        var all: [Neighbour] = []
        for family in IPFamily.allCases {
            let rows = try socket.rows(Neighbour.request(family), of: "neighbours", family: family)
            { Neighbour($0, $1) }
            all += Canonical.ordered(rows) {
                [UInt64($0.link), $0.address.high, $0.address.low]
            }
        }
        return all
    }
}
