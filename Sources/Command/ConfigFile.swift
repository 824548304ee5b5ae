internal import Audit
internal import Checks
internal import Evidence
internal import Glibc
internal import Reports
internal import Wire
internal import Yams

/// What a configuration says for `check` and `drill`: a strict subset of YAML in which every key is known.
struct ConfigFile {
    /// The file as it was read.
    let file: YAMLFile
    /// Interfaces of the tunnel.
    private(set) var tunnels: [String] = []
    /// How the tunnel is brought up; nil if it is up.
    private(set) var driver: TunnelDriver?
    /// Uplinks that the tunnel must not be passed by.
    private(set) var uplinks: [String] = []
    /// The tunnel's outer flows.
    private(set) var outer: [String] = []
    /// Addresses of responders of the user's own.
    private(set) var targets: [String] = []
    /// The zone of these responders.
    private(set) var zone: String?
    /// Ids and areas of checks.
    private(set) var checks: [String] = []
    /// What a drill does.
    private(set) var drill: DrillKeys?
    /// Files and folders that are written.
    private(set) var out: [String] = []
    /// What is masked in reports; nil for the usual.
    private(set) var redact: Redaction?
    /// Whether there is a policy in it.
    private(set) var hasPolicy = false

    /// Reads a file; throws for the first mistake.
    init(_ file: YAMLFile, today: String) throws(Refusal) {
        self.file = file
        guard let root = file.root else {
            throw file.purpose.mistake("\(file.path) is empty", "It begins with version: 1")
        }
        var map = try YAMLMap(root, "the configuration", file)
        let version = try map.needed("version")
        guard version == "1" else { throw map.wrong("version", version) }
        if let node = map.take("tunnel") {
            let tunnel = try TunnelKeys(node, file)
            (tunnels, driver) = (tunnel.interfaces, tunnel.driver)
        }
        uplinks = try map.oneOrMore("uplink")
        outer = try map.oneOrMore("outer")
        for text in outer where OuterFlow(text) == nil { throw map.wrong("outer", text) }
        try readEndpoints(&map)
        checks = try map.oneOrMore("checks")
        for word in checks where !CheckSelection.isKnown(word) {
            throw map.wrong(
                "checks", word, because: Suggestion.sentence(for: word, among: CheckSelection.names)
            )
        }
        drill = try map.take("drill").map { node throws(Refusal) in try DrillKeys(node, file) }
        hasPolicy = map.take("policy") != nil
        out = try map.oneOrMore("out")
        for text in out where !RecordingTarget.isMeant(text) {
            do { _ = try ReportTarget(text) } catch { throw map.wrong("out", text) }
        }
        try readReport(&map)
        try map.end()
        if hasPolicy { _ = try PolicyFile(file).policy(on: today) }
    }

    /// How reports are written.
    private mutating func readReport(_ map: inout YAMLMap) throws(Refusal) {
        guard let node = map.take("report") else { return }
        var report = try YAMLMap(node, "report", file)
        redact = try report.word("redact").map { text throws(Refusal) in
            try report.choice(text, Redaction(rawValue: text), "redact")
        }
        try report.end()
    }

    /// `none`, or a map of what the user runs outside.
    private mutating func readEndpoints(_ map: inout YAMLMap) throws(Refusal) {
        guard let node = map.take("endpoints") else { return }
        if let word = node.scalar?.string {
            guard word == "none" else { throw map.wrong("endpoints", word) }
            return
        }
        var endpoints = try YAMLMap(node, "endpoints", file)
        targets = try endpoints.oneOrMore("self")
        for text in targets where IPAddress(text) == nil { throw endpoints.wrong("self", text) }
        zone = try endpoints.word("zone")
        if let zone, DNSWireName(zone) == nil { throw endpoints.wrong("zone", zone) }
        try endpoints.end()
    }
}

extension ConfigFile {
    /// The file that `--config` names or WATERTIGHT_CONFIG, else the first that there is; nil if
    /// there is none, or the user wants none.
    static func found(_ flag: String?, today: String) throws(Refusal) -> ConfigFile? {
        if let name = flag ?? Output.environment("WATERTIGHT_CONFIG") {
            return name == "none" ? nil : try ConfigFile(YAMLFile(name, .settings), today: today)
        }
        for path in places {
            guard try isOurs(path) else { continue }
            return try ConfigFile(YAMLFile(path, .settings), today: today)
        }
        return nil
    }

    /// Where it is looked for: the project, the user, the system.
    private static var places: [String] {
        let home =
            Output.environment("XDG_CONFIG_HOME").flatMap { $0.isEmpty ? nil : $0 }
            ?? Output.environment("HOME").map { $0 + "/.config" }
        return ["watertight.yaml"] + (home.map { ["\($0)/watertight/config.yaml"] } ?? [])
            + ["/etc/watertight/config.yaml"]
    }

    /// Whether a file is there; throws if somebody else wrote it, who must not choose what root does.
    private static func isOurs(_ path: String) throws(Refusal) -> Bool {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return false }
        let users = [0, geteuid()] + (Owner.caller.map { [$0.user] } ?? [])
        let isAnybodys = status.st_mode & S_IWOTH != 0
        guard users.contains(status.st_uid), !isAnybodys else {
            throw Refusal.settings(
                "\(path) can be written by somebody else",
                "It is found without being named. Say --config \(path) if you trust it, or "
                    + "--config none.")
        }
        return true
    }
}
