/// One WireGuard tunnel of the client, to one node.
struct Hop: Sendable {
    /// The node at its far end.
    let node: Node
    /// The client's interface.
    let interface: String
    /// The largest packet that fits, so that tunnels fit into each other.
    let mtu: Int

    /// The port that WireGuard nodes listen on.
    static let port = 51820
    /// The table of routes that wg-quick picks.
    static let table = 51820
    /// The mark of WireGuard's own packets, which wg-quick picks as well.
    static let mark = "0xca6c"

    /// The hops of a tunnel of so many.
    static func chain(_ count: Int) -> [Hop] {
        let nodes: [Node] =
            switch count {
            case 1: [.entry]
            case 2: [.entry, .exit]
            default: [.entry, .relay, .exit]
            }
        return nodes.enumerated().map { index, node in
            Hop(node: node, interface: "wg\(index)", mtu: [1420, 1340, 1280][index])
        }
    }

    /// The number in its network: `10.64.0` at the entry, `10.65.0` at the relay, `10.66.0` at the exit.
    private var number: Int {
        switch node {
        case .relay: 65
        case .exit: 66
        default: 64
        }
    }

    /// The client's address in the tunnel.
    var client4: String { "10.\(number).0.2" }
    /// The client's IPv6 address in the tunnel.
    var client6: String { "2001:db8:\(number)::2" }
    /// The node's address in the tunnel, where its resolver listens.
    var server4: String { "10.\(number).0.1" }
    /// The node's IPv6 address in the tunnel.
    var server6: String { "2001:db8:\(number)::1" }
    /// Where WireGuard's packets go.
    var endpoint: String { "\(node.ipv4 ?? ""):\(Hop.port)" }
}
