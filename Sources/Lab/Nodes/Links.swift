/// The cables between the machines, and the addresses at their ends, as commands of iproute2.
struct Links {
    let design: Design
    let holders: [Node: Int32]

    /// Nodes with a link of their own to the internet's router.
    private var leaves: [Node] { design.nodes.filter { $0.gateway != nil } }

    /// Makes every cable inside the namespaces, so that none is ever seen on the machine itself.
    var cables: [(node: Node, lines: [String])] {
        let core = leaves.compactMap { node in
            holders[node].map { holder in
                "link add \(node.rawValue) type veth peer name \(uplink(of: node)) netns \(holder)"
            }
        }
        let bridge = """
            link add br-lan address 02:00:00:00:50:01 type bridge forward_delay 0 stp_state 0 \
            mcast_snooping 0
            """
        let stations: [(Node, String)] = [
            (.client, Addresses.station), (.mal, "02:00:00:00:50:42"),
        ]
        let lan = stations.compactMap { node, station in
            holders[node].map { holder in
                "link add \(node.rawValue) type veth peer name eth0 address \(station) "
                    + "netns \(holder)"
            }
        }
        return [(.core, core), (.home, [bridge] + lan)]
    }

    /// Gives addresses and routes to every end.
    var addresses: [(node: Node, lines: [String])] {
        design.nodes.map { node in
            let lines =
                switch node {
                case .core: leaves.flatMap(core)
                case .home: leaf(node) + home
                case .client: ["link set eth0 up"]
                case .mal:
                    [
                        "addr add 192.168.50.66/24 dev eth0", "link set eth0 up",
                        "route add default via \(Addresses.router)",
                    ]
                case .container: [String]()
                default: leaf(node)
                }
            return (node, ["link set lo up"] + lines + (design.more[node]?.links ?? []))
        }
    }

    private func uplink(of node: Node) -> String { node == .home ? "wan" : "eth0" }

    /// The internet's router at its end of one link.
    private func core(_ node: Node) -> [String] {
        guard let address = node.ipv4, let gateway = node.gateway else { return [] }
        var lines = [
            "addr add \(gateway)/32 dev \(node.rawValue)", "link set \(node.rawValue) up",
            "route add \(address)/32 dev \(node.rawValue)",
        ]
        if let address6 = node.ipv6 {
            lines += [
                "addr add \(Addresses.router6OnLink)/64 dev \(node.rawValue) nodad",
                "route add \(address6)/128 dev \(node.rawValue)",
            ]
            if node == .home {
                lines.append("route add \(Addresses.home6) via \(address6) dev home")
            }
        }
        return lines
    }

    /// A machine of the internet at its end of the link.
    private func leaf(_ node: Node) -> [String] {
        guard let address = node.ipv4, let gateway = node.gateway else { return [] }
        let link = uplink(of: node)
        var lines = [
            "addr add \(address)/32 dev \(link)", "link set \(link) up",
            "route add \(gateway)/32 dev \(link)", "route add default via \(gateway) dev \(link)",
        ]
        if let address6 = node.ipv6 {
            lines += [
                "addr add \(address6)/128 dev \(link) nodad",
                "route add default via \(Addresses.router6OnLink) dev \(link)",
            ]
        }
        return lines
    }

    private var home: [String] {
        [
            "addr add \(Addresses.router)/24 dev br-lan",
            "addr add \(Addresses.router6)/64 dev br-lan nodad", "link set br-lan up",
            "link set client master br-lan up", "link set mal master br-lan up",
        ]
    }
}
