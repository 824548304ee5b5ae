internal import Gather
internal import Glibc
internal import Host
internal import Reports
internal import Tunnels
internal import Wire

extension Refusal {
    /// No interface has the name that the user gave for one of a role.
    static func noInterface(_ name: String, _ sorted: Underlays, wanted: LinkRole) -> Refusal {
        let names = sorted.links(wanted).map(\.name.raw)
        let flag = wanted == .tunnel ? "--tunnel" : "--uplink"
        let nearest = Suggestion.likely(for: name, among: names) ?? names.first
        return check(
            "no interface \"\(OutsideText(name).forTerminal)\"", here(sorted),
            try: nearest.map { again(with: $0, for: name, flag) } ?? "ip -brief link",
            "env.no_interface")
    }

    /// We may not capture.
    static func mayNotCapture(checks: Int) -> Refusal {
        let all = checks == 1 ? "The check needs" : "All \(checks) checks need"
        return check(
            "no permission to capture",
            "Capturing needs CAP_NET_RAW. You are uid \(geteuid()) without it. \(all) the capture, "
                + "so none can be decided. Without it, --plan and analyze work.",
            try: again, "env.cap_net_raw")
    }

    /// The namespaces that the user names cannot be entered.
    static func enclosure(_ error: HostError) -> Refusal {
        let isRefused = geteuid() != 0
        let known = Enclosure.names
        return check(
            "cannot enter the namespace \"\(OutsideText(error.subject).forTerminal)\"",
            error.reason
                + (isRefused
                    ? " Entering needs CAP_SYS_ADMIN."
                    : known.isEmpty
                        ? "" : " " + Suggestion.sentence(for: error.subject, among: known)),
            try: isRefused ? again : "ip netns list", error.code.rawValue)
    }

    /// The run could not be recorded.
    static func gather(_ error: GatherError, left: String? = nil) -> Refusal {
        check(
            "the run could not be recorded",
            error.reason + (left.map { " What was captured is in \($0)." } ?? ""), try: again,
            error.code)
    }

    /// A watch could not go on, and nobody may take its silence for safety.
    static func lost(_ why: String) -> Refusal {
        check(
            "the watch could not go on", why + ".", try: "sudo watertight watch", "run.lost")
    }

    /// The judge did not get on for so many seconds, so there is no verdict.
    static func judgeSilent(_ seconds: Int) -> Refusal {
        check(
            "the judge does not answer",
            "It had not a moment of the processor in \(seconds) s, and was ended.", try: again,
            "run.lost")
    }

    /// The machine could not be read.
    static func machine(_ error: any Error) -> Refusal {
        let (reason, code) =
            switch error {
            case let error as HostError: (error.reason, error.code.rawValue)
            case let error as TunnelError: (error.reason, error.code.rawValue)
            default: ("\(error)", "host.refused")
            }
        return check("this machine could not be read", reason, try: again, code)
    }

    /// Something that keeps `check` from running.
    static func check(
        _ what: String, _ because: String, try command: String, _ code: String
    ) -> Refusal {
        Refusal(
            trouble: Trouble(
                .error, OutsideText(what), because: [OutsideText(because)],
                commands: [OutsideText(command)], exitCode: 4, code: code))
    }

    /// Names, between commas.
    static func list(_ names: [OutsideText]) -> String {
        names.map(\.forTerminal).joined(separator: ", ")
    }

    /// The interfaces that could be meant: `Tunnels here: wg0 (up), tun3 (down). Uplinks: eth0.`
    static func here(_ sorted: Underlays) -> String {
        let tunnels = sorted.links(.tunnel).map { link in
            "\(link.name.forTerminal) (\(link.isUp ? "up" : "down"))"
        }
        let others = list(sorted.links(.underlay).map(\.name))
        return
            (tunnels.isEmpty
            ? "No tunnel is here." : "Tunnels here: \(tunnels.joined(separator: ", ")).")
            + (others.isEmpty ? "" : " Others: \(others).")
    }

    /// The same command line as root.
    static var again: String { sudo(Array(CommandLine.arguments.dropFirst())) }

    /// The same command line as root with another word in place of one, or with a flag more.
    static func again(with word: String, for old: String = "", _ flag: String) -> String {
        var words = Array(CommandLine.arguments.dropFirst())
        if let index = words.lastIndex(of: old) {
            words[index] = word
        } else {
            words += [flag, word]
        }
        return sudo(words)
    }

    /// Words as a shell takes them.
    private static func sudo(_ words: [String]) -> String {
        let plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./:,@%+=-[]"
        let quoted = words.map { word in
            word.isEmpty || word.contains { !plain.contains($0) }
                ? "'"
                    + word.split(separator: "'", omittingEmptySubsequences: false)
                    .joined(separator: "'\\''") + "'"
                : word
        }
        return (["sudo", "watertight"] + quoted).joined(separator: " ")
    }
}

extension Trouble {
    /// A responder of the user's that never answered.
    static func silent(_ target: IPAddress, tries: Int) -> Trouble {
        Trouble(
            .warning, OutsideText("\(target) gave no answer in \(tries) tries through the tunnel"),
            because: [
                OutsideText(
                    "It is away, or the exit does not let it through. Checks of the capture are not "
                        + "affected.")
            ], commands: [OutsideText("ping -c 3 \(target)")], exitCode: nil,
            code: "endpoint.silent")
    }
}
