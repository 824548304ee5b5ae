internal import Evidence
public import Host
public import Wire

/// The driver of WireGuard: of the kernel's, and of processes such as wireguard-go.
///
/// It changes nothing and never sees a private key of the kernel's. A process has no way to leave
/// its key out of an answer; it is overwritten at once.
public struct WireGuardTunnel: Sendable {
    /// Tunnels inside tunnels that are followed; more is a circle.
    private static let mostHops = 8

    /// The interface of the innermost tunnel.
    public let interface: String
    /// Where the interface is.
    public let machine: Machine
    /// The wg-quick file that it was made from, if the user names one.
    public var file: WireGuardFile?
    /// Interfaces that the user calls tunnels.
    public var otherTunnels: Set<OutsideText> = []

    /// The tunnel of an interface.
    public init(_ interface: String, on machine: Machine = Machine()) {
        self.interface = interface
        self.machine = machine
    }

    /// What the interface says of itself now.
    public func state() async throws(TunnelError) -> WireGuardState {
        let links = try await TunnelError.reading(machine.links)
        return try await state(of: OutsideText(interface), among: links).value
    }

    /// What is known of the tunnel: where its packets and those of the tunnels around it go.
    ///
    /// An end whose route leads into another tunnel is an inner one. Only the ends of the outermost
    /// tunnel are outer flows.
    public func describe() async throws(TunnelError) -> TunnelDescription {
        let links = try await TunnelError.reading(machine.links)
        let underlays = Underlays(links, tunnels: otherTunnels.union([OutsideText(interface)]))
        var description = TunnelDescription(name: OutsideText(interface))
        var waiting = [OutsideText(interface)]
        while let name = waiting.first, description.hops.count < WireGuardTunnel.mostHops {
            waiting.removeFirst()
            let told: Told<WireGuardState>
            do throws(TunnelError) {
                told = try await state(of: name, among: links)
            } catch {
                // The tunnel that was asked for must be one; those around it may be others.
                if description.hops.isEmpty { throw error }
                description.interfaces.append(Told(name, by: .routing))
                description.doubts.append(
                    "\(name.forPeople) carries the tunnel, and where its own packets go is not known: "
                        + error.reason)
                continue
            }
            let inner = try await follow(told, from: name, underlays, into: &description)
            for name in inner where !description.interfaces.contains(where: { $0.value == name }) {
                if !waiting.contains(name) { waiting.append(name) }
            }
        }
        if !waiting.isEmpty {
            description.doubts.append("Not all tunnels around this one were followed.")
        }
        if let file {
            description.resolvers = file.resolvers.map { Told($0, by: .file) }
        }
        return description
    }

    /// Adds a tunnel to the description; the tunnels that its own packets go into.
    private func follow(
        _ told: Told<WireGuardState>, from name: OutsideText, _ underlays: Underlays,
        into description: inout TunnelDescription
    ) async throws(TunnelError) -> [OutsideText] {
        let endpoints = told.value.peers.compactMap(\.endpoint)
        let mark = told.value.mark
        var leaving: [OutsideText] = []
        var inner: [OutsideText] = []
        var isOutermost = false
        if endpoints.isEmpty {
            description.doubts.append("\(name.forPeople) has no peer with a known end.")
        }
        for endpoint in endpoints {
            // The kernel's packets are root's.
            let lookup = try await TunnelError.reading { () async throws(HostError) in
                try await machine.route(to: endpoint.address, mark: mark, user: 0)
            }
            let entry = underlays.entries.first { $0.link.index == lookup.link }
            if let link = entry?.link.name, !leaving.contains(link) { leaving.append(link) }
            switch (entry?.role, entry?.link.name) {
            case (.tunnel, name):
                description.doubts.append(
                    "The way to \(endpoint) leads from \(name.forPeople) back into itself.")
            case (.tunnel, let other?):
                if !inner.contains(other) { inner.append(other) }
            default:
                if case .route(let route) = lookup, route.type == 2 {
                    description.doubts.append(
                        "The end \(endpoint) of \(name.forPeople) is on this machine: where another "
                            + "program sends its packets is not known.")
                    continue
                }
                if case .unreachable(let reason) = lookup {
                    description.doubts.append(
                        "\(endpoint) cannot be reached from here: \(reason)")
                }
                isOutermost = true
                let flow = Told(endpoint.outerFlow, by: told.source)
                if !description.outerFlows.contains(flow) { description.outerFlows.append(flow) }
                if mark != 0 { description.mark = Told(mark, by: told.source) }
            }
        }
        let source: ToldBy = description.hops.isEmpty ? .user : .routing
        description.interfaces.append(Told(name, by: source))
        description.hops.append(
            TunnelDescription.Hop(
                interface: name, endpoints: endpoints, leavesBy: leaving, isOutermost: isOutermost))
        return inner
    }

    /// Asks the kernel or the process of an interface.
    private func state(
        of name: OutsideText, among links: [Link]
    ) async throws(TunnelError) -> Told<WireGuardState> {
        guard let link = links.first(where: { $0.name == name }), link.isUp else {
            throw TunnelError(
                .interface, subject: name.forTerminal, reason: "No such interface is up.")
        }
        switch link.kind?.raw {
        case "wireguard":
            return Told(
                try await WireGuardProgram.state(of: name.raw, in: machine.namespace), by: .kernel)
        case "tun" where WireGuardSocket.exists(for: name.raw):
            // The calls block for a moment, so they have a thread of their own.
            let state = try await TunnelError.reading { () async throws(HostError) in
                try await machine.namespace.run {
                    Result { () throws(TunnelError) in try WireGuardSocket.state(of: name.raw) }
                }
            }
            return Told(try state.get(), by: .process)
        default:
            throw TunnelError(
                .kind, subject: name.forTerminal, reason: "It is not a WireGuard interface.")
        }
    }
}
