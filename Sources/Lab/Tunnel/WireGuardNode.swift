/// The WireGuard nodes: the far ends of the client's tunnels.
struct WireGuardNode {
    let hop: Hop
    let lab: LiveLab
    /// Whether the kernel has WireGuard; else wireguard-go does it.
    let isInKernel: Bool

    /// The nodes, whether or not this lab's client uses them.
    static let all = [Node.entry, .relay, .exit].map { node in
        Hop(node: node, interface: "wg0", mtu: 1420)
    }

    /// Whether the kernel of this machine has WireGuard, found out in a node of the lab.
    static func isInKernel(_ lab: LiveLab) throws(LabError) -> Bool {
        let attempt = ["ip", "link", "add", "probe", "type", "wireguard"]
        guard try lab.start(attempt, on: .core, log: "steps.log").wait() == 0 else { return false }
        try lab.run(.core, ["ip", "link", "del", "probe"])
        return true
    }

    /// Starts wireguard-go, where it is needed.
    func start() throws(LabError) {
        guard !isInKernel else { return }
        try lab.start(
            ["env", "WG_PROCESS_FOREGROUND=1", "wireguard-go", "wg0"], on: hop.node,
            log: "wireguard-go.log")
    }

    /// Waits until the interface can be configured.
    func wait() throws(LabError) {
        guard !isInKernel else { return }
        let sockets = "/proc/\(lab.holder(of: hop.node) ?? 0)/net/unix"
        // A socket with the flag that it takes calls; wg removes the file of one that does not.
        try Wait.until("WireGuard of \(hop.node.rawValue)") {
            (Files.text(sockets) ?? "").split(separator: "\n").contains { line in
                line.hasSuffix("/wireguard/wg0.sock") && line.contains(" 00010000 ")
            }
        }
    }

    /// The file with the node's key and its only peer, the client.
    func configure() throws(LabError) -> [String] {
        let text = """
            [Interface]
            PrivateKey = \(Keys.of(hop.node).secret)
            ListenPort = \(Hop.port)
            [Peer]
            PublicKey = \(Keys.client.open)
            AllowedIPs = \(hop.client4)/32, \(hop.client6)/128

            """
        let file = try lab.write(text, as: "wg0.conf", of: hop.node, mode: 0o600)
        return ["wg", "setconf", "wg0", file]
    }

    /// The commands of iproute2 that make the interface, where the kernel does.
    var links: [String] { isInKernel ? ["link add wg0 type wireguard"] : [] }

    /// The commands of iproute2 that bring the interface up.
    var addresses: [String] {
        [
            "addr add \(hop.server4)/24 dev wg0", "addr add \(hop.server6)/64 dev wg0 nodad",
            "link set wg0 mtu \(hop.mtu) up",
        ]
    }
}
