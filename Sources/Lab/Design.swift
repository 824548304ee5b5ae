/// How a lab is made, in detail; a leak switch changes it before anything is made.
struct Design: Sendable {
    /// The machines.
    var nodes: [Node] = Node.allCases.filter { $0 != .container }
    /// What carries the client's traffic.
    var tunnel = TunnelKind.wireGuard
    /// The client's WireGuard tunnels, the outermost first.
    let hops: [Hop]
    /// Whether the client has IPv6 at all.
    var hasIPv6: Bool
    /// Whether the tunnel is brought up.
    let isConnected: Bool
    /// Whether the tunnel carries IPv6.
    var tunnelHasIPv6: Bool
    /// The rules that the client loads, by shape.
    var killSwitch: KillSwitch
    /// Who leases addresses to the home network, and what comes with them.
    var lease = Lease()
    /// What nodes have beyond the usual.
    var more: [Node: More] = [:]
    /// What resolvers do beyond the usual.
    var resolvers: [Node: Resolver.Trait] = [:]
    /// Records that the home router's forwarder answers itself, as dnsmasq takes them.
    var homeRecords: [String] = []
    /// The name by which the client knows the entry, in place of its address.
    var entryName: String?
    /// What the strict kill switch lets out to the home network, as rules of nft.
    var neighbourRules: [String] = []
    /// WireGuard nodes that the outermost tunnel has as further peers.
    var furtherPeers: [Node] = []
    /// The address that the world sees instead of the last node's.
    var exitAddress: String?
    /// The client's resolver.
    var resolver: String

    /// What a node has beyond the usual.
    struct More: Sendable {
        /// Commands of iproute2, once its links are there.
        var links: [String] = []
        /// Settings of the kernel, as sysctl takes them.
        var settings: [String] = []
        /// Its nft rules.
        var rules: String?
    }

    init(_ plan: Plan) {
        hops = Hop.chain(plan.hops)
        hasIPv6 = plan.hasIPv6
        isConnected = plan.isConnected
        tunnelHasIPv6 = plan.hasIPv6
        killSwitch = plan.killSwitch
        resolver = hops.last?.server4 ?? ""
        if plan.forwards { more[.client] = .forwarding(hasIPv6: plan.hasIPv6) }
        plan.leak?.shape(&self)
    }

    /// Where the client may go to in place of its only server.
    var otherServer: Hop? {
        guard tunnel == .wireGuard, hops.count == 1, let only = hops.first else { return nil }
        return Hop(node: .relay, interface: only.interface, mtu: only.mtu)
    }

    /// The tunnel that carries all of the client's traffic.
    var last: Hop { hops.last ?? Hop(node: .entry, interface: "wg0", mtu: 1420) }

    /// The client's tunnel interfaces, the outermost first.
    var interfaces: [String] {
        switch tunnel {
        case .wireGuard: hops.map(\.interface)
        case .openVPN: [OpenVPN.interface]
        case .socks: []
        }
    }

    /// Where the tunnel's own packets go, as `watertight analyze --outer` takes it.
    var outerFlows: [String] {
        switch tunnel {
        case .wireGuard:
            ([hops.first?.node].compactMap { $0 } + furtherPeers).compactMap(\.ipv4)
                .map { "\($0):\(Hop.port),udp" }
        case .openVPN: ["\(Node.entry.ipv4 ?? ""):\(OpenVPN.port),tcp"]
        case .socks: ["\(Proxy.address),tcp"]
        }
    }
}

extension Design.More {
    /// What makes a machine pass packets of others on, as a host of containers does: whichever way they
    /// leave, they get its address.
    static func forwarding(hasIPv6: Bool) -> Design.More {
        var settings = ["net.ipv4.ip_forward=1"]
        if hasIPv6 {
            // A machine that forwards believes routers only if it is told to.
            settings += ["net.ipv6.conf.all.forwarding=1", "net.ipv6.conf.default.accept_ra=2"]
        }
        let rules = """
            table inet outward {
                chain postrouting {
                    type nat hook postrouting priority srcnat; policy accept;
                    fib saddr type != local masquerade
                }
            }

            """
        return Design.More(settings: settings, rules: rules)
    }
}
