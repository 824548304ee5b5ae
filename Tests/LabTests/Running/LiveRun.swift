internal import Foundation
internal import Glibc
internal import Testing

/// A run of `check` in the client of a lab, in which a test takes a hand.
final class LiveRun {
    /// Whom it asks; no browser, whose processes a test would take for those of the run.
    static let targets = [
        "--target", "203.0.113.80", "--zone", "leak.test", "--browser", "none",
    ]

    /// The program, from its start to its end.
    let program: Started
    /// A folder of this run alone, which the program takes for temporary files.
    let folder: URL
    private let tapsBefore: Int

    /// What a run said.
    struct Outcome {
        let code: Int32
        let said: String
        /// The verdicts by check; none where there is no report.
        let checks: [String: String]
        let findings: [[String: Any]]
        let gaps: Set<String>

        var failed: Set<String> { Set(checks.filter { $0.value == "fail" }.keys) }
    }

    /// Starts `check` with further words; `before` stands before the program's name.
    init(_ lab: TestLab, _ words: [String] = [], before: [String] = []) throws {
        folder = FileManager.default.temporaryDirectory
            .appending(path: "watertight-live-\(UUID().uuidString)")
        for name in ["", "tmp"] {
            try FileManager.default.createDirectory(
                at: folder.appending(path: name), withIntermediateDirectories: true)
        }
        tapsBefore = LiveRun.taps(
            in: try lab.run("client", "cat", "/proc/net/packet").said)
        program = try lab.start(
            "client",
            ["env", "TMPDIR=\(folder.path)/tmp"] + before + [
                Started.executable, "check", "-o", folder.appending(path: "report.json").path,
            ] + LiveRun.targets + words)
    }

    deinit {
        do {
            try program.kill()
            try FileManager.default.removeItem(at: folder)
        } catch { Issue.record(error) }
    }

    /// Waits until the tap is open. The questions of the first part take a second at least from then
    /// on, because nobody answers at the entry.
    func untilItWatches() throws {
        try program.until { self.taps > self.tapsBefore }
        let said = try program.said
        try #require(taps > tapsBefore, "\(said)")
    }

    /// What is left in its folder for temporary files.
    var leftovers: [String] {
        get throws {
            try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "tmp").path)
        }
    }

    /// Waits for its end and reads its report.
    func outcome() throws -> Outcome {
        let code = try program.end()
        guard
            let bytes = FileManager.default.contents(
                atPath: folder.appending(path: "report.json").path)
        else {
            return Outcome(code: code, said: try program.said, checks: [:], findings: [], gaps: [])
        }
        let report = try #require(
            try JSONSerialization.jsonObject(with: bytes) as? [String: Any])
        var checks: [String: String] = [:]
        for check in try #require(report["checks"] as? [[String: Any]]) {
            let id = try #require((check["id"] ?? check["check_id"]) as? String)
            checks[id] = check["verdict"] as? String
        }
        let coverage = report["coverage"] as? [String: Any]
        let gaps = coverage?["gaps"] as? [[String: Any]] ?? []
        return Outcome(
            code: code, said: try program.said, checks: checks,
            findings: try #require(report["findings"] as? [[String: Any]]),
            gaps: Set(gaps.compactMap { ($0["code"] ?? $0["reason_code"]) as? String }))
    }

    /// Taps of all protocols in the namespace that the program is in.
    private var taps: Int {
        let own = LiveRun.network(getpid())
        guard let other = LiveRun.network(program.pid), other != own else { return 0 }
        do {
            return LiveRun.taps(
                in: try String(contentsOfFile: "/proc/\(program.pid)/net/packet", encoding: .utf8))
        } catch {
            // It has ended, and who waits finds that out.
            return 0
        }
    }

    private static func network(_ pid: pid_t) -> String? {
        var bytes = [CChar](repeating: 0, count: 64)
        let length = unsafe readlink("/proc/\(pid)/ns/net", &bytes, bytes.count)
        return length > 0
            ? String(decoding: bytes.prefix(length).map(UInt8.init), as: UTF8.self) : nil
    }

    private static func taps(in table: String) -> Int {
        // sk, references, type, protocol in hexadecimal: 3 is all of them.
        table.split(separator: "\n").count { line in
            let fields = line.split(separator: " ")
            return fields.count > 3 && fields[3] == "0003"
        }
    }
}
