internal import Glibc
internal import Host
internal import Namespaces
internal import Tunnels
internal import Wire

/// A WireGuard interface of wireguard-go in a namespace of a test; its process ends with the value.
final class WireGuardNode: Sendable {
    let network: TestNetwork
    /// Sockets of wireguard-go are shared by all namespaces, so the name is ours alone.
    let interface: String
    let publicKey: String

    private let process: Int32

    /// Starts wireguard-go and gives its interface a key, a port and an address.
    init(
        _ letter: String, in network: TestNetwork, port: Int, address: String
    ) async throws {
        let name = "wt\(getpid())\(letter)"
        interface = name
        self.network = network
        let changes = try await network.machine.changes()
        process = try await network.namespace.run { () throws(HostError) in
            Result { try Tool.start(["wireguard-go", "-f", name]) }
        }.get()
        for await change in changes {
            if case .link(let link) = change, link.name.raw == name { break }
        }
        let key = try await network.run("wg genkey")
        publicKey = try await network.run("wg pubkey", input: key).filter { $0 != "\n" }
        try await answer()
        try await network.run(
            "wg set \(name) listen-port \(port) private-key /dev/stdin", input: key)
        try await network.run("ip address add \(address) dev \(name)")
        try await network.run("ip link set \(name) addrgenmode none up")
    }

    deinit {
        Tool.end(process)
        // It leaves its socket behind.
        unsafe unlink("/var/run/wireguard/\(interface).sock")
    }

    /// Asks until the process answers: its socket comes a moment after its interface.
    private func answer() async throws {
        for _ in 0..<10_000 {
            do {
                try await network.run("wg show \(interface) fwmark")
                return
            } catch is Tool.Fault {}
        }
        throw Tool.Fault("\(interface) does not answer")
    }

    /// Makes a peer of another node.
    func meet(_ peer: WireGuardNode, at endpoint: String?, allowed: String) async throws {
        var words = "wg set \(interface) peer \(peer.publicKey) allowed-ips \(allowed)"
        if let endpoint { words += " endpoint \(endpoint) persistent-keepalive 1" }
        try await network.run(words)
    }

    /// The driver for it.
    var tunnel: WireGuardTunnel { WireGuardTunnel(interface, on: network.machine) }

    /// What it says of itself once it has shaken hands with its peer.
    func stateAfterHandshake() async throws -> WireGuardState {
        for _ in 0..<100_000 {
            let state = try await tunnel.state()
            if state.peers.contains(where: { $0.latestHandshake != nil && $0.received > 0 }) {
                return state
            }
        }
        throw Tool.Fault("\(interface) shakes hands with nobody")
    }
}
