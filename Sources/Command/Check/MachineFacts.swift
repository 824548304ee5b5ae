internal import Evidence
internal import Gather
internal import Host
internal import Wire

/// Reads the machine for a run: before it, and again when everything was asked.
struct MachineFacts: Sendable {
    let machine: Machine
    let before: HostSnapshot
    /// What each interface is to the run, by name.
    let roles: [String: Vantage.Role]
    /// The mark of the tunnel's own packets on the underlay.
    let mark: UInt32?
    /// The tunnels that lie in each other, the outermost first.
    let hops: [HostFacts.Hop]

    /// What is known before the run.
    func facts() async throws(HostError) -> HostFacts {
        var facts = HostFacts()
        facts.outerMark = mark
        facts.hops = hops
        var leaks: [UInt32: Set<UInt8>] = [:]
        let named = { (role: Vantage.Role) in
            Set(roles.filter { $0.value == role }.map { OutsideText($0.key) })
        }
        for family in IPFamily.allCases {
            let path = try await machine.leakablePath(
                family, mark: mark ?? 0, tunnels: named(.tunnel), underlays: named(.underlay))
            if let exit = path.exit { leaks[exit.link.index, default: []].insert(family.version) }
        }
        facts.interfaces = before.links.map { link in
            let own = before.addresses.filter { $0.link == link.index }
            return HostFacts.Interface(
                name: link.name.raw, role: role(of: link),
                addresses: own.map(\.address),
                networks: own.compactMap { IPPrefix($0.address, length: Int($0.length)) },
                leaks: leaks[link.index] ?? [], station: link.mac)
        }
        facts.routes = routes
        facts.routers = before.links.filter { role(of: $0) == .underlay }.flatMap(gateways)
        facts.hostName = MachineFacts.hostName
        facts.resolvers = MachineFacts.resolvers(before)
        for family in IPFamily.allCases where family.forwards {
            facts.forwards.insert(family.version)
        }
        facts.resolved = resolved(try await machine.resolved())
        // Whoever is told to ask it relies on it, even where nobody is found.
        if facts.resolved?.state == .absent,
            !Set(facts.resolvers).isDisjoint(with: HostFacts.Resolved.stubs)
        {
            facts.resolved?.state = .unread
        }
        return facts
    }

    private func resolved(_ seen: SystemdResolved) -> HostFacts.Resolved {
        var resolved = HostFacts.Resolved(seen.state)
        resolved.servers = seen.servers
        resolved.links = seen.links.compactMap { link in
            before.links.first { $0.index == link.index }.map { known in
                HostFacts.Resolved.Link(
                    name: known.name.raw, servers: link.servers, domains: link.domains,
                    isDefaultRoute: link.isDefaultRoute, overTLS: link.overTLS)
            }
        }
        return resolved
    }

    /// The same facts, with what has changed since.
    func facts(since facts: HostFacts) throws(GatherError) -> HostFacts {
        let after = try snapshot()
        var facts = facts
        facts.resolversAfter = MachineFacts.resolvers(after)
        let outside = Set(after.links.filter { role(of: $0) == .underlay }.map(\.index))
        facts.addressesAfter = after.addresses.filter { outside.contains($0.link) }.map(\.address)
        facts.changes = after.difference(from: before).sentences
        return facts
    }

    private func snapshot() throws(GatherError) -> HostSnapshot {
        do {
            return try Discovery.wait { () throws(HostError) in try await machine.snapshot() }
        } catch {
            throw GatherError("host.refused", "The machine could not be read after the run.")
        }
    }

    /// The routers of the default routes that leave by a link; those that are local to it need more
    /// than an address.
    func routers(of link: UInt32) -> [IPAddress] {
        let hops = before.routes.filter(\.isDefault).flatMap(\.hops).filter { $0.link == link }
        return hops.compactMap(\.gateway).reduce(into: []) { routers, router in
            if !router.isLinkLocal, !routers.contains(router) { routers.append(router) }
        }
    }

    /// The routers of its default routes, with what the kernel knows of them.
    private func gateways(of link: Link) -> [HostFacts.Router] {
        let hops = before.routes.filter(\.isDefault).flatMap(\.hops)
        let gateways = hops.filter { $0.link == link.index }.compactMap(\.gateway)
        return gateways.reduce(into: []) { routers, gateway in
            guard !routers.contains(where: { $0.address == gateway }) else { return }
            let known = before.neighbours.first { $0.link == link.index && $0.address == gateway }
            routers.append(HostFacts.Router(gateway, station: known?.mac))
        }
    }

    /// An interface that has come since is outside.
    private func role(of link: Link) -> Vantage.Role { roles[link.name.raw] ?? .underlay }

    /// What the machine calls itself (proc_sys_kernel(5)).
    private static var hostName: OutsideText? {
        // HOST_NAME_MAX is 64, and a line feed follows.
        let bytes = SmallFile.bytes(of: "/proc/sys/kernel/hostname", most: 128) ?? []
        let name = String(decoding: bytes.prefix { $0 != 10 }, as: UTF8.self)
        return name.isEmpty || name == "(none)" ? nil : OutsideText(name)
    }

    /// The system's resolvers, in their order.
    static func resolvers(_ snapshot: HostSnapshot) -> [IPAddress] {
        if let resolver = snapshot.resolver.value {
            resolver.nameServers.map(\.address)
        } else {
            []
        }
    }

    /// Routes through underlays to less than everything; link-local ones and groups do not count.
    private var routes: [HostFacts.Route] {
        before.routes.filter { $0.type == 1 && !$0.isDefault }.flatMap { route in
            route.hops.compactMap { hop -> HostFacts.Route? in
                guard let link = before.links.first(where: { $0.index == hop.link }),
                    roles[link.name.raw] == .underlay, !route.destination.isOfLink
                else { return nil }
                let origin: HostFacts.Route.Origin =
                    switch route.origination {
                    case 2: .kernel
                    case 9: .advertised
                    case 16: .dhcp
                    default: .other
                    }
                return HostFacts.Route(
                    destination: route.destination, interface: link.name.raw, origin: origin)
            }
        }
    }
}

extension IPFamily {
    /// Its number: 4 or 6.
    fileprivate var version: UInt8 { self == .ipv4 ? 4 : 6 }

    /// Whether the kernel sends on packets of others.
    fileprivate var forwards: Bool {
        let file =
            self == .ipv4
            ? "/proc/sys/net/ipv4/ip_forward" : "/proc/sys/net/ipv6/conf/all/forwarding"
        return SmallFile.bytes(of: file, most: 16)?.first.map { $0 != UInt8(ascii: "0") } ?? false
    }
}

extension IPPrefix {
    /// Whether it holds link-local addresses or groups alone (RFC 4291, 2.5.6 and 2.7).
    fileprivate var isOfLink: Bool {
        isIPv4 ? address.v4 >> 28 >= 0xe : address.high >> 54 >= 0x3fa
    }
}
