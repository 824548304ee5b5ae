internal import Evidence
internal import Host
internal import Reports
internal import Wire

/// Whether a drill may begin: it cuts the network, which its user must want, and survive.
struct Consent {
    let settings: DrillSettings
    let enclosure: Enclosure
    /// Whether the user may be asked.
    let mayAsk: Bool

    /// Throws if the drill would cut the login that it was started from, or nobody agrees.
    func demand() throws(Refusal) {
        if let login = Ancestry.login, shares(login) { throw .selfCut }
        guard !settings.isAgreed else { return }
        let seconds = settings.faults.reduce(0) { $0 + settings.watch.seconds(for: $1) }
        let question = "the network is cut for about \(seconds) s; go on? [y/N]"
        guard mayAsk, let answer = Output.ask(question) else { throw .noConsent }
        guard ["y", "yes"].contains(answer.lowercased()) else { throw .noConsent }
    }

    /// Whether a process is in the network that the drill is about.
    private func shares(_ process: Int32) -> Bool {
        do throws(HostError) {
            return try Enclosure(String(process)).cookie() == enclosure.cookie()
        } catch {
            // Whoever cannot be looked at is taken to be cut.
            return true
        }
    }
}

/// The processes that this one descends from.
enum Ancestry {
    /// Most generations that are looked at: a login has a dozen.
    private static let most = 64
    /// Largest environment that is read, in bytes: the kernel's limit for a usual stack (execve(2)).
    private static let mostVariables = 2 << 20

    /// What an SSH login of this process begins with: its server, or the eldest ancestor that was started in
    /// a login whose server is none, since a terminal that can be attached to again outlives its first one;
    /// nil without a login.
    static var login: Int32? {
        var eldest: Int32?
        var process = parent(of: "self")
        for _ in 0..<most {
            guard let current = process, current > 1 else { break }
            // Since OpenSSH 9.8 a session has a program of its own.
            if ["sshd", "sshd-session", "dropbear"].contains(name(of: current)) { return current }
            if isInLogin(current) { eldest = current }
            process = parent(of: String(current))
        }
        return eldest
    }

    /// Whether a process has the variable that an SSH server sets (sshd(8), LOGIN PROCESS; ssh(1),
    /// ENVIRONMENT).
    private static func isInLogin(_ process: Int32) -> Bool {
        let variables = SmallFile.bytes(of: "/proc/\(process)/environ", most: mostVariables) ?? []
        return variables.split(separator: 0).contains { $0.starts(with: "SSH_CONNECTION=".utf8) }
    }

    /// The fields of a process behind its name, which may hold anything.
    private static func fields(of process: String) -> (name: String, rest: [Substring])? {
        guard let bytes = SmallFile.bytes(of: "/proc/\(process)/stat", most: 4096) else {
            return nil
        }
        let text = String(decoding: bytes, as: UTF8.self)
        guard let open = text.firstIndex(of: "("), let close = text.lastIndex(of: ")"),
            open < close
        else { return nil }
        let name = String(text[text.index(after: open)..<close])
        return (name, text[text.index(after: close)...].split(separator: " "))
    }

    private static func parent(of process: String) -> Int32? {
        guard let rest = fields(of: process)?.rest, rest.count > 1 else { return nil }
        return Int32(rest[1])
    }

    private static func name(of process: Int32) -> String? {
        fields(of: String(process))?.name
    }
}

extension Refusal {
    /// The drill would cut the login that it was started from.
    fileprivate static let selfCut = Refusal(
        trouble: Trouble(
            .error, OutsideText("this login runs over the network that a drill cuts"),
            because: [OutsideText("You would lose it for as long. --yes does not override this.")],
            commands: [
                OutsideText("the same command on this machine's own console"),
                OutsideText("sudo watertight lab run -- watertight drill --yes"),
            ], exitCode: 2, code: "drill.self_cut"))

    /// Nobody has agreed.
    fileprivate static let noConsent = Refusal(
        trouble: Trouble(
            .error, OutsideText("a drill cuts the network, and nobody has agreed to that"),
            because: [OutsideText("Without a terminal, or with --no-input, nobody can be asked.")],
            commands: [
                OutsideText("sudo watertight drill --plan"),
                OutsideText("sudo watertight drill --yes"),
            ],
            exitCode: 2, code: "drill.no_consent"))
}
