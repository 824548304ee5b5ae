internal import Host
internal import Wire

extension Refusal {
    /// No interface is a tunnel that is up.
    static func noTunnel(_ sorted: Underlays) -> Refusal {
        check(
            "no tunnel is up", here(sorted), try: again(with: "wg0", "--tunnel"),
            "tunnel.none")
    }

    /// The tunnel that the user names is down.
    static func tunnelDown(_ name: OutsideText) -> Refusal {
        check(
            "\(name.forTerminal) is down", "The interface is there, and nobody has brought it up.",
            try: "sudo wg-quick up \(name.forTerminal)", "tunnel.down")
    }

    /// Several tunnels could be meant; each is an interface, or some that carry one another.
    static func severalTunnels(_ names: [String], first: OutsideText) -> Refusal {
        check(
            "\(names.count) tunnels are up, and none is named",
            "They are \(names.joined(separator: ", ")), and none carries another.",
            try: again(with: first.raw, "--tunnel"), "tunnel.several")
    }

    /// Nobody says where the tunnel's own packets go.
    static func noOuterFlow(_ tunnels: [OutsideText], because reason: String?) -> Refusal {
        check(
            "it is not known where the packets of \(list(tunnels)) go",
            reason ?? "It is no WireGuard tunnel with a peer, and --outer does not say it.",
            try: again(with: "203.0.113.10:1194,udp", "--outer"), "tunnel.no_outer")
    }

    /// The program that asks the kernel's WireGuard is missing.
    static func noTools(_ tunnel: OutsideText) -> Refusal {
        check(
            "it is not known where the packets of \(tunnel.forTerminal) go",
            "The program wg is not installed, which asks WireGuard. --outer says it as well.",
            try: "sudo apt install wireguard-tools", "tunnel.no_tools")
    }

    /// WireGuard answers only to who may change the network.
    static func mayNotAsk(_ tunnel: OutsideText) -> Refusal {
        check(
            "no permission to ask \(tunnel.forTerminal) where its packets go",
            "That needs CAP_NET_ADMIN; with --outer it need not be asked.", try: again,
            "env.cap_net_admin")
    }

    /// Nobody answers at the other end of the tunnel.
    static func noHandshake(
        _ tunnel: OutsideText, with ends: [String], after wait: Duration
    ) -> Refusal {
        let seconds = (wait / .milliseconds(100)).rounded() / 10
        let whom = ends.isEmpty ? "It has no peer" : "\(ends[0]) gave no answer"
        return check(
            "\(tunnel.forTerminal) has no handshake, so the tunnel is not up",
            "\(whom) within \(seconds) s. The server is away, UDP is blocked, or a key is wrong.",
            try: "sudo wg show \(tunnel.forTerminal) latest-handshakes", "tunnel.no_handshake")
    }
}
