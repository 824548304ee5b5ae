internal import Evidence
internal import Gather
internal import Host
internal import Tunnels
internal import Wire

/// Which interfaces are the tunnel, and where its own packets go.
struct TunnelChoice {
    let machine: Machine
    /// Every link with its role.
    let sorted: Underlays
    let routes: [Route]
    /// Interfaces that the user calls the tunnel.
    let named: [String]
    /// The proxy that stands for the tunnel, which has no interface then.
    var proxy: Proxy?
    /// Outer flows that the user names.
    let outer: [OuterFlow]
    /// Whether the user may be asked which tunnel is meant.
    let mayAsk: Bool

    /// The tunnel.
    struct Chosen {
        /// Its interfaces.
        var links: [Link]
        /// Tunnels that are up as well, and were not chosen.
        var others: [Link] = []
        /// Where its packets go on the underlay.
        var flows: [OuterFlow]
        /// The mark of its own packets.
        var mark: UInt32?
        /// The tunnels that lie in each other, the outermost first.
        var hops: [HostFacts.Hop] = []
    }

    /// An interface, and what its driver says of it.
    private struct Candidate {
        let link: Link
        let told: Result<TunnelDescription, TunnelError>

        /// The tunnels that carry it.
        var carriers: [OutsideText] {
            guard case .success(let description) = told else { return [] }
            return description.interfaces.map(\.value).filter { $0 != link.name }
        }
    }

    /// Chooses: what the user names, else the only tunnel, else the only one with a default route.
    ///
    /// Tunnels that carry one another are one.
    func chosen() throws(Refusal) -> Chosen {
        if let proxy { return Chosen(links: [], flows: outer + [proxy.outerFlow]) }
        let links = sorted.links(.tunnel)
        if let down = links.first(where: { named.contains($0.name.raw) && !$0.isUp }) {
            throw .tunnelDown(down.name)
        }
        let meant = links.filter { $0.isUp && (named.isEmpty || named.contains($0.name.raw)) }
        guard !meant.isEmpty else { throw .noTunnel(sorted) }
        let candidates = try meant.map { link throws(Refusal) in
            Candidate(link: link, told: try describe(link, among: meant))
        }
        let groups = named.isEmpty ? TunnelChoice.groups(candidates) : [candidates]
        let group = try groups.count == 1 ? candidates : only(of: groups)
        var chosen = try chosen(group)
        chosen.others = meant.filter { link in !group.contains { $0.link == link } }
        return chosen
    }

    private func chosen(_ group: [Candidate]) throws(Refusal) -> Chosen {
        var chosen = Chosen(links: group.map(\.link), flows: outer)
        for case .success(let description) in group.map(\.told) {
            chosen.mark = chosen.mark ?? description.mark?.value
            // Tunnels that carry it are described with it.
            if description.hops.count > chosen.hops.count {
                chosen.hops = HostFacts.Hop.all(of: description)
            }
            guard outer.isEmpty else { continue }
            for flow in description.outerFlows.map(\.value) where !chosen.flows.contains(flow) {
                chosen.flows.append(flow)
            }
        }
        guard chosen.flows.isEmpty else { return chosen }
        for candidate in group {
            guard case .failure(let error) = candidate.told else { continue }
            guard Privilege.networkAdministration.isHeld else {
                throw .mayNotAsk(candidate.link.name)
            }
            guard candidate.link.kind?.raw == "wireguard" else { continue }
            guard BoundedFile.isProgram("wg") else { throw .noTools(candidate.link.name) }
            throw .noOuterFlow(chosen.links.map(\.name), because: error.reason)
        }
        let doubts = group.compactMap { candidate -> String? in
            guard case .success(let description) = candidate.told else { return nil }
            return description.doubts.first
        }
        throw .noOuterFlow(chosen.links.map(\.name), because: doubts.first)
    }

    private func describe(
        _ link: Link, among all: [Link]
    ) throws(Refusal) -> Result<TunnelDescription, TunnelError> {
        let (machine, names) = (machine, Set(all.map(\.name)))
        return try Discovery.wait { () throws(Refusal) in
            do throws(TunnelError) {
                var driver = WireGuardTunnel(link.name.raw, on: machine)
                driver.otherTunnels = names
                return .success(try await driver.describe())
            } catch {
                return .failure(error)
            }
        }
    }

    /// The candidates, in groups that carry one another.
    private static func groups(_ candidates: [Candidate]) -> [[Candidate]] {
        var groups: [[Candidate]] = []
        for candidate in candidates {
            let (mine, others) = groups.reduce(into: ([candidate], [[Candidate]]())) {
                parts, group in
                let isJoined = group.contains { other in
                    other.carriers.contains(candidate.link.name)
                        || candidate.carriers.contains(other.link.name)
                }
                if isJoined { parts.0 += group } else { parts.1.append(group) }
            }
            groups = others + [mine]
        }
        return groups
    }

    /// The group that is meant: the only one with a default route, or what the user says.
    private func only(of groups: [[Candidate]]) throws(Refusal) -> [Candidate] {
        let wide = groups.filter { group in group.contains { isWide($0.link) } }
        if wide.count == 1 { return wide[0] }
        let likely = wide.isEmpty ? groups : wide
        let names = likely.map { group in
            group.map(\.link.name.forTerminal).sorted().joined(separator: "+")
        }
        if mayAsk,
            let answer = Output.ask("which tunnel is meant, \(names.joined(separator: " or "))?")
        {
            if let index = names.firstIndex(of: answer) { return likely[index] }
            throw .noInterface(answer, sorted, wanted: .tunnel)
        }
        throw .severalTunnels(names, first: likely[0][0].link.name)
    }

    /// Whether a route to everything, or to half of it, leads into it.
    private func isWide(_ link: Link) -> Bool {
        routes.contains { route in
            route.type == 1 && route.destination.length <= 1
                && route.hops.contains { $0.link == link.index }
        }
    }
}

extension HostFacts.Hop {
    /// The tunnels as their driver describes them, the outermost first.
    fileprivate static func all(of description: TunnelDescription) -> [HostFacts.Hop] {
        description.hops.reversed().enumerated().map { depth, hop in
            HostFacts.Hop(
                interface: hop.interface.raw, depth: UInt8(clamping: depth),
                address: hop.endpoints.first?.address, port: hop.endpoints.first?.port)
        }
    }
}
