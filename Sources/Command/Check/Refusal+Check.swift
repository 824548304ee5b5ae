internal import Gather
internal import Host
internal import Reports
internal import Tunnels
internal import Wire

extension Refusal {
    /// No interface is a tunnel that is up.
    static func noTunnel(_ underlays: [OutsideText], command: String) -> Refusal {
        check(
            "no tunnel is up", "Interfaces here: \(list(underlays)).",
            try: "sudo watertight \(command) --tunnel wg0", "tunnel.none")
    }

    /// No interface has the name that the user gave.
    static func noInterface(_ name: String, _ links: [OutsideText]) -> Refusal {
        check(
            "no interface \"\(name)\"", "Interfaces here: \(list(links)).",
            try: "ip -brief link", "env.no_interface")
    }

    /// Nobody says where the tunnel's own packets go.
    static func noOuterFlow(_ tunnels: [OutsideText], command: String) -> Refusal {
        check(
            "it is not known where the packets of \(list(tunnels)) go",
            "It is no WireGuard tunnel with a peer, and --outer does not say it.",
            try: "sudo watertight \(command) --outer 203.0.113.10:1194,udp", "tunnel.no_outer")
    }

    /// The run could not be recorded.
    static func gather(
        _ error: GatherError, left: String? = nil, command: String = "check"
    ) -> Refusal {
        check(
            "the run could not be recorded",
            error.reason + (left.map { " What was captured is in \($0)." } ?? ""),
            try: "sudo watertight \(command)", error.code)
    }

    /// A watch could not go on, and nobody may take its silence for safety.
    static func lost(_ why: String) -> Refusal {
        check(
            "the watch could not go on", why + ".", try: "sudo watertight watch", "run.lost")
    }

    /// The machine could not be read.
    static func machine(_ error: any Error) -> Refusal {
        let (reason, code) =
            switch error {
            case let error as HostError: (error.reason, error.code.rawValue)
            case let error as TunnelError: (error.reason, error.code.rawValue)
            default: ("\(error)", "host.refused")
            }
        return check("this machine could not be read", reason, try: "sudo watertight check", code)
    }

    private static func check(
        _ what: String, _ because: String, try command: String, _ code: String
    ) -> Refusal {
        Refusal(
            trouble: Trouble(
                .error, OutsideText(what), because: [OutsideText(because)],
                commands: [OutsideText(command)], exitCode: 4, code: code))
    }

    private static func list(_ names: [OutsideText]) -> String {
        names.map(\.forTerminal).joined(separator: ", ")
    }
}
