internal import Foundation
internal import Testing

/// What one run of `drill` in a lab says.
struct Drilled {
    let code: Int32
    let said: String
    /// The verdicts by check.
    let checks: [String: String]
    /// The faults that were asked for, by name: the last of a name.
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
        /// The classes of which something left; what guests send is told apart.
        let leaves: Set<String>
        /// What held new flows of the machine's own.
        let held: Set<String>
    }

    /// Starts a drill of these faults, which knows of its lab or takes the client for a machine of its own.
    static func start(
        _ lab: TestLab, _ faults: [String], watch: String, _ more: [String] = [],
        knowsLab: Bool = true
    ) throws -> Started {
        try lab.start(
            "client",
            ["env"] + (knowsLab ? ["WATERTIGHT_LAB=\(lab.name)"] : ["-u", "WATERTIGHT_LAB"]) + [
                Started.executable, "drill", "--yes",
                "--target", "203.0.113.80", "--target", "2001:db8:113::80", "--zone", "leak.test",
                "--faults", faults.joined(separator: ","), "--watch", watch,
            ] + more)
    }

    /// Drills, each fault for two seconds.
    init(_ lab: TestLab, _ names: [String], knowsLab: Bool = true) throws {
        let file = FileManager.default.temporaryDirectory
            .appending(path: "watertight-drill-\(UInt64.random(in: 0 ... .max)).json").path
        defer { try? FileManager.default.removeItem(atPath: file) }
        let run = try Drilled.start(lab, names, watch: "2s", ["-o", file], knowsLab: knowsLab)
        code = try run.end()
        said = try run.said
        let bytes = try #require(FileManager.default.contents(atPath: file), "\(said)")
        let report = try #require(
            try JSONSerialization.jsonObject(with: bytes) as? [String: Any])
        var checks: [String: String] = [:]
        for check in report["checks"] as? [[String: Any]] ?? [] {
            guard let id = check["id"] as? String else { continue }
            checks[id] = check["verdict"] as? String
        }
        self.checks = checks
        let drill = report["drill"] as? [String: Any]
        let rows = drill?["faults"] as? [[String: Any]] ?? []
        turns = try rows.map(Fault.init)
        faults = Dictionary(
            zip(rows.compactMap { $0["id"] as? String }, turns).filter { !$1.isAfterRecovery },
            uniquingKeysWith: { $1 })
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
            let kind = cell["class"] as? String ?? ""
            let isGuest = cell["sender"] as? String == "forwarded"
            let bins = cell["bins"] as? [[Int]] ?? []
            if bins.contains(where: { $0.last ?? 0 > 0 }) {
                leaves.insert(isGuest ? "guest" : kind)
            }
            if kind == "new", !isGuest, let hold = cell["held_by"] as? String { held.insert(hold) }
        }
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

/// What the home router of a lab sees of the client beside its tunnel.
struct RouterWatch {
    private let capture: Started

    /// The client's addresses outside and inside the tunnel, on either uplink, and nothing of the tunnel's
    /// own, of DHCP, or of neighbours.
    private static let filter = """
        (src net 192.168.50.0/24 and not src host 192.168.50.66 and not src host 192.168.50.1 \
        or src net 192.168.51.2/32 or src net 10.64.0.0/16 or src net 2001:db8:50::/64 \
        or src net 2001:db8:64::/64) and not (udp and dst host 203.0.113.10 and dst port 51820) \
        and not (udp port 67 or udp port 68) and not icmp6 and not icmp and not arp
        """

    init(_ lab: TestLab) throws {
        capture = try lab.start(
            "home",
            [
                "tcpdump", "-i", "any", "-Q", "in", "-n", "-tt", "--immediate-mode", "-l",
                RouterWatch.filter,
            ])
        let capture = capture
        try capture.until { try capture.said.contains("listening on") }
    }

    /// When each such packet came; ends the watch.
    func strays() throws -> [Date] {
        try capture.interrupt()
        return try capture.said.split(separator: "\n").compactMap { line in
            line.split(separator: " ").first.flatMap { Double($0) }
                .map(Date.init(timeIntervalSince1970:))
        }
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
