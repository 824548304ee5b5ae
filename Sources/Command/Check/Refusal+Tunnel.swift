internal import Glibc
internal import Host
internal import Reports
internal import Tunnels
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

    /// The command that brings the tunnel up has failed.
    static func notUp(_ driver: TunnelDriver, _ ending: ProgramEnding) -> Refusal {
        let lines = [OutsideText(ending.exit.sentence)] + ending.lastLines
        return Refusal(
            trouble: Trouble(
                .error, OutsideText("the tunnel did not come up, because its command failed"),
                because: lines, commands: [OutsideText("sudo \(driver.up)")], exitCode: 4,
                code: "tunnel.program"))
    }

    /// The command has ended, and no tunnel is up.
    static func notUp(_ driver: TunnelDriver, in time: Duration, _ why: Refusal) -> Refusal {
        guard isOfWaiting.contains(why.trouble.code) else { return why }
        let seconds = (time / .milliseconds(100)).rounded() / 10
        return Refusal(
            trouble: Trouble(
                .error, OutsideText("the tunnel did not come up in \(seconds) s"),
                because: [why.trouble.what] + why.trouble.because,
                commands: [OutsideText("sudo \(driver.up)")], exitCode: 4,
                code: why.trouble.code))
    }

    /// Codes of what may still be coming while a client connects.
    static let isOfWaiting: Set<String> = [
        "env.no_interface", "tunnel.none", "tunnel.down", "tunnel.no_outer", "tunnel.no_handshake",
    ]

    /// Bringing a tunnel up changes the machine.
    static func mayNotDrive(_ driver: TunnelDriver) -> Refusal {
        check(
            "no permission to bring the tunnel up",
            "\(driver.up) is run as root, and undone by root. You are uid \(geteuid()).",
            try: again,
            "env.cap_net_admin")
    }

    /// What a run notes to be undone cannot be written, trusted or understood.
    static func journal(_ error: HostError) -> Refusal {
        check(
            "the journal of what is to be undone cannot be used: \(error.subject)", error.reason,
            try: "sudo ls -l \(JournalFolder.usual.path)", error.code.rawValue)
    }
}

extension Trouble {
    /// Something could not be put back.
    static func notUndone(_ undone: Undone) -> Trouble {
        Trouble(
            .warning, OutsideText("this machine may not be as it was: \(undone.what)"),
            because: [OutsideText(undone.failure ?? "")],
            commands: [OutsideText("sudo \(undone.what)")], exitCode: nil,
            code: "host.not_restored")
    }
}
