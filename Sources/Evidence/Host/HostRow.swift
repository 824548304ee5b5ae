internal import Wire

/// A row of `host.jsonl`: one fact about the machine.
struct HostRow: Codable {
    var fact: Kind
    var name: String?
    var role: Vantage.Role?
    var addresses: [String]?
    var networks: [String]?
    var leaks: [UInt8]?
    var destination: String?
    var origin: HostFacts.Route.Origin?
    var mark: UInt32?
    var port: UInt16?
    var depth: UInt8?
    var text: String?
    var station: String?
    var state: HostFacts.Resolved.State?
    var domains: [String]?
    var defaultRoute: Bool?
    var overTLS: String?

    enum CodingKeys: String, CodingKey {
        case fact, name, role, addresses, networks, leaks, destination, origin, mark, port, depth,
            text
        case station, state, domains
        case defaultRoute = "default_route"
        case overTLS = "over_tls"
    }

    /// What a row tells.
    enum Kind: String, Codable {
        case interface, route, resolvers, forwards, change, resolved, router, hop
        case addressesAfter = "addresses_after"
        case hostName = "host_name"
        case resolversAfter = "resolvers_after"
        case outerMark = "outer_mark"
        case resolvedLink = "resolved_link"
    }

    /// The file of such rows: a machine has some dozens of interfaces and routes.
    static let file = RowFile<HostRow>(name: "host.jsonl", most: 1 << 14)

    init(_ fact: Kind) { self.fact = fact }

    /// The rows as they stand in their file.
    static func bytes(of facts: HostFacts) throws(EvidenceError) -> [UInt8] {
        try file.bytes(of: rows(of: facts))
    }

    /// Reads the rows of a file; throws for one that cannot be understood.
    static func facts(_ bytes: [UInt8], of folder: String) throws(EvidenceError) -> HostFacts {
        var facts = HostFacts()
        try file.read(bytes, of: folder) { $0.add(to: &facts) ? () : nil }
        return facts
    }

    private static func rows(of facts: HostFacts) -> [HostRow] {
        var rows = facts.interfaces.map { interface in
            var row = HostRow(.interface)
            row.name = interface.name
            row.role = interface.role
            row.addresses = interface.addresses.map(\.description)
            row.networks = interface.networks.map(\.description)
            row.leaks = interface.leaks.sorted()
            row.station = interface.station?.description
            return row
        }
        rows += facts.routes.map { route in
            var row = HostRow(.route)
            row.destination = route.destination.description
            row.name = route.interface
            row.origin = route.origin
            return row
        }
        for (kind, resolvers) in [
            (Kind.resolvers, facts.resolvers), (.resolversAfter, facts.resolversAfter),
        ] {
            var row = HostRow(kind)
            row.addresses = resolvers.map(\.description)
            rows.append(row)
        }
        var forwards = HostRow(.forwards)
        forwards.leaks = facts.forwards.sorted()
        rows.append(forwards)
        if let mark = facts.outerMark {
            var row = HostRow(.outerMark)
            row.mark = mark
            rows.append(row)
        }
        rows += facts.hops.map { hop in
            var row = HostRow(.hop)
            row.name = hop.interface
            row.depth = hop.depth
            row.addresses = hop.address.map { [$0.description] }
            row.port = hop.port
            return row
        }
        rows += own(facts)
        rows += facts.resolved?.rows ?? []
        rows += facts.changes.map { text in
            var row = HostRow(.change)
            row.text = text
            return row
        }
        return rows
    }

    /// Adds what the row tells; false if it is not understood.
    private func add(to facts: inout HostFacts) -> Bool {
        switch fact {
        case .interface:
            guard let name, let role, let addresses, let networks, let leaks else { return false }
            let own = addresses.compactMap { IPAddress($0) }
            let prefixes = networks.compactMap { IPPrefix($0) }
            let mac = station.flatMap { MACAddress($0) }
            guard own.count == addresses.count, prefixes.count == networks.count,
                (mac == nil) == (station == nil)
            else { return false }
            facts.interfaces.append(
                HostFacts.Interface(
                    name: name, role: role, addresses: own, networks: prefixes,
                    leaks: Set(leaks), station: mac))
        case .route:
            guard let name, let origin, let prefix = destination.flatMap({ IPPrefix($0) }) else {
                return false
            }
            facts.routes.append(
                HostFacts.Route(destination: prefix, interface: name, origin: origin))
        case .resolvers, .resolversAfter:
            guard let addresses else { return false }
            let list = addresses.compactMap { IPAddress($0) }
            guard list.count == addresses.count else { return false }
            if fact == .resolvers { facts.resolvers = list } else { facts.resolversAfter = list }
        case .forwards:
            guard let leaks else { return false }
            facts.forwards = Set(leaks)
        case .outerMark:
            guard let mark else { return false }
            facts.outerMark = mark
        case .hop:
            guard let name, let depth else { return false }
            let ends = (addresses ?? []).map { IPAddress($0) }
            guard !ends.contains(nil) else { return false }
            // The order of rows changes nothing.
            let place = facts.hops.firstIndex { $0.depth > depth } ?? facts.hops.endIndex
            facts.hops.insert(
                HostFacts.Hop(
                    interface: name, depth: depth, address: ends.first ?? nil, port: port),
                at: place)
        case .addressesAfter, .router, .hostName: return add(toOwn: &facts)
        case .resolved, .resolvedLink: return add(toResolved: &facts.resolved)
        case .change:
            guard let text else { return false }
            facts.changes.append(text)
        }
        return true
    }
}
