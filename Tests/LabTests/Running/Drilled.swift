internal import Foundation
internal import Testing

/// What one run of `drill` in a lab says.
struct Drilled {
    let code: Int32
    let said: String
    /// The verdicts by check.
    let checks: [String: String]
    /// What the verdicts rest on, by check.
    let facts: [String: String]
    /// Those that were asked for, by their names. What befell the tunnel that carries another is `outer` and
    /// its name.
    let faults: [String: Fault]
    /// All of them, in order of time.
    let turns: [Fault]

    /// What the report says of a fault.
    struct Fault {
        let isProven: Bool
        let proof: String
        let at: Date
        let until: Date
        let recovery: Double?
        let isTooShort: Bool
        let isEntryBlocked: Bool
        let isAfterRecovery: Bool
        /// The classes of which something left, with a 6 behind those over IPv6; `guest` is all that
        /// guests send, and `other` what is none of the drill's own, where nothing else left.
        let leaves: Set<String>
        /// What held new flows of the machine's own over IPv4.
        let held: Set<String>
    }

    /// Starts a drill of these faults, which knows of its lab or takes the client for a machine of its own.
    static func start(
        _ lab: TestLab, _ faults: [String], watch: String,
        at targets: [String] = ["203.0.113.80", "2001:db8:113::80"], _ more: [String] = [],
        knowsLab: Bool = true
    ) throws -> Started {
        try lab.start(
            "client",
            ["env"] + (knowsLab ? ["WATERTIGHT_LAB=\(lab.name)"] : ["-u", "WATERTIGHT_LAB"]) + [
                Started.executable, "drill", "--yes", "--zone", "leak.test",
                "--faults", faults.joined(separator: ","), "--watch", watch,
            ] + targets.flatMap { ["--target", $0] } + more)
    }

    /// Drills, each fault for two seconds.
    init(_ lab: TestLab, _ names: [String], knowsLab: Bool = true) throws {
        try self.init(lab) {
            try Drilled.start(lab, names, watch: "2s", $0, knowsLab: knowsLab)
        }
    }

    /// Drills a run of the matrix.
    init(_ lab: TestLab, _ run: DrillMatrix.Run, watch: String) throws {
        let file = "/run/watertight/labs/\(lab.name)/client/wg0.conf"
        try self.init(lab) { more in
            try Drilled.start(
                lab, run.faults, watch: watch, at: run.targets,
                (run.isAtStart ? ["-t", file] : []) + more)
        }
    }

    /// Drills, with more arguments for the report.
    private init(_ lab: TestLab, _ start: ([String]) throws -> Started) throws {
        let file = FileManager.default.temporaryDirectory
            .appending(path: "watertight-drill-\(UInt64.random(in: 0 ... .max)).json").path
        defer { try? FileManager.default.removeItem(atPath: file) }
        let run = try start(["-o", file])
        code = try run.end()
        said = try run.said
        let bytes = try #require(FileManager.default.contents(atPath: file), "\(said)")
        let report = try #require(
            try JSONSerialization.jsonObject(with: bytes) as? [String: Any])
        var checks: [String: String] = [:]
        var facts: [String: String] = [:]
        for check in report["checks"] as? [[String: Any]] ?? [] {
            guard let id = check["id"] as? String else { continue }
            checks[id] = check["verdict"] as? String
            facts[id] = check["fact"] as? String
        }
        (self.checks, self.facts) = (checks, facts)
        let drill = report["drill"] as? [String: Any]
        let rows = drill?["faults"] as? [[String: Any]] ?? []
        turns = try rows.map(Fault.init)
        var faults: [String: Fault] = [:]
        for (id, fault) in zip(rows.compactMap { $0["id"] as? String }, turns)
        where !fault.isAfterRecovery {
            let isFirst = faults[id] == nil || fault.isEntryBlocked
            faults[isFirst ? id : "outer \(id)"] = fault
        }
        self.faults = faults
    }
}

extension Drilled.Fault {
    fileprivate init(_ fault: [String: Any]) throws {
        isProven = fault["proven"] as? Bool ?? false
        proof = fault["proof"] as? String ?? ""
        at = try Drilled.Fault.date(fault["happened_at"])
        until = try Drilled.Fault.date(fault["undone_at"])
        recovery = fault["recovery_s"] as? Double
        isTooShort = fault["too_short"] != nil
        isEntryBlocked = fault["entry_blocked"] != nil
        isAfterRecovery = fault["after_recovery"] != nil
        var leaves: Set<String> = []
        var held: Set<String> = []
        for cell in fault["cells"] as? [[String: Any]] ?? [] {
            let version = cell["ip_version"] as? Int == 6 ? "6" : ""
            let kind = (cell["class"] as? String ?? "") + version
            let isGuest = cell["sender"] as? String == "forwarded"
            let bins = cell["bins"] as? [[Int]] ?? []
            if bins.contains(where: { $0.last ?? 0 > 0 }) {
                leaves.insert(isGuest ? "guest" : kind)
            }
            if kind == "new", !isGuest, let hold = cell["held_by"] as? String { held.insert(hold) }
        }
        if leaves.isEmpty, fault["open_window"] != nil { leaves = ["other"] }
        (self.leaves, self.held) = (leaves, held)
    }

    private static func date(_ text: Any?) throws -> Date {
        let text = try #require(text as? String)
        // Foundation reads milliseconds at most.
        let whole = text.prefix { $0 != "." }
        let rest = text.dropFirst(whole.count + 1).prefix { $0.isNumber }
        let date = try #require(ISO8601DateFormatter().date(from: whole + "Z"))
        return date.addingTimeInterval(Double("0." + rest) ?? 0)
    }
}

/// How a client is set up, as the system's own tools tell it.
enum Ground {
    /// The same, once no address is looked for elsewhere any more (RFC 4862, 5.4).
    static func settled(_ lab: TestLab) throws -> String {
        try Started.wait { try !lab.run("client", "ip", "addr").said.contains("tentative") }
        return try text(of: lab)
    }

    static func text(of lab: TestLab) throws -> String {
        let looks = [
            ["ip", "-d", "link"], ["ip", "addr"], ["ip", "-4", "route", "show", "table", "all"],
            ["ip", "-6", "route", "show", "table", "all"], ["ip", "rule"], ["ip", "-6", "rule"],
            ["nft", "list", "ruleset"], ["cat", "/etc/resolv.conf"],
            ["wg", "show", "all", "peers"],
        ]
        return try looks.map { words in
            let look = try lab.start("client", words)
            _ = try look.end()
            // Times that run, and counters, are no part of how it is set up.
            return try look.said
                .replacing(/(valid_lft|preferred_lft|expires) \S+/, with: "")
                .replacing(/packets \d+ bytes \d+/, with: "")
        }.joined(separator: "\n")
    }
}
