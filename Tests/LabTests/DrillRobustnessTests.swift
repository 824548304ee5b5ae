internal import Foundation
internal import Glibc
internal import Testing

/// Whatever befalls a drill, it never says sealed when its silence may be its own, and puts the machine back.
@Suite(
    .sideBySide,
    .enabled(if: TestLab.hindrance == nil, Comment(rawValue: TestLab.hindrance ?? "")))
struct DrillRobustnessTests {
    private let folder = FileManager.default.temporaryDirectory
        .appending(path: "watertight-strain-\(UUID().uuidString)")

    /// What a report says of the checks, and of what nobody could see.
    private struct Report: Decodable {
        let verdict: String
        let checks: [Check]
        let coverage: Coverage

        struct Check: Decodable {
            let id, verdict: String
            let reason_code: String?
        }
        struct Coverage: Decodable { let gaps: [Gap] }
        struct Gap: Decodable { let code: String }

        var gaps: Set<String> { Set(coverage.gaps.map(\.code)) }
    }

    /// Starts a drill behind a strict kill switch; `before` stands before the program's name.
    private func start(
        _ lab: TestLab, watch: String, _ words: [String] = [], before: [String] = []
    ) throws -> Started {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return try lab.start(
            "client",
            before + [
                "env", "WATERTIGHT_LAB=\(lab.name)", Started.executable, "drill", "--yes",
                "--target", "203.0.113.80", "--zone", "leak.test", "--browser", "none",
                "--faults", "interface-deleted", "--watch", watch, "-o",
                folder.appending(path: "report.json").path,
            ] + words)
    }

    private func report() throws -> Report {
        try JSONDecoder().decode(
            Report.self, from: Data(contentsOf: folder.appending(path: "report.json")))
    }

    @Test func aSenderThatStarvesSealsNothing() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let lab = try TestLab("starved", ["--killswitch", "strict"])
        let before = try Ground.settled(lab)
        let drill = try start(lab, watch: "4s")
        try drill.until { try drill.said.contains("watched for 4 s") }
        // None of its threads gets a processor for longer than what is no pause.
        kill(drill.pid, SIGSTOP)
        usleep(1_500_000)
        kill(drill.pid, SIGCONT)
        let outcome = try drill.outcome()
        #expect(outcome.code == 3, "\(outcome.said)")
        #expect(!outcome.said.contains("SEALED"))
        let check = try #require(
            try report().checks.first { $0.id == "killswitch.interface-down" })
        #expect(check.verdict == "inconclusive" && check.reason_code == "killswitch.paused")
        #expect(try Ground.text(of: lab) == before)
    }

    @Test func aFullDiskSealsNothingAndTheMachineIsPutBack() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let lab = try TestLab("room", ["--killswitch", "strict"])
        let before = try Ground.settled(lab)
        try FileManager.default.createDirectory(
            at: folder.appending(path: "disk"), withIntermediateDirectories: true)
        // Room for some frames beside what must stay free.
        let script = """
            mount -t tmpfs -o size=8256k none "$0/disk" || exit 99
            TMPDIR=$0/disk exec "$@"
            """
        let drill = try start(
            lab, watch: "3s", before: ["unshare", "--mount", "sh", "-c", script, folder.path])
        let outcome = try drill.outcome()
        #expect(outcome.code == 3, "\(outcome.said)")
        #expect(!outcome.said.contains("SEALED"))
        let report = try report()
        #expect(report.gaps.contains("capture.disk"))
        #expect(!report.checks.contains { $0.id.hasPrefix("killswitch.") && $0.verdict == "pass" })
        #expect(try Ground.text(of: lab) == before)
    }

    @Test func withoutRoomForItsUndoNothingIsInjected() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let lab = try TestLab("undo", ["--killswitch", "strict"])
        let before = try Ground.settled(lab)
        // The folder of journals is full, to the last byte.
        let script = """
            mkdir -p -m 700 /run/watertight/journal
            mount -t tmpfs -o size=4k none /run/watertight/journal || exit 99
            cat /dev/zero > /run/watertight/journal/full 2>/dev/null
            exec "$@"
            """
        let drill = try start(
            lab, watch: "2s", before: ["unshare", "--mount", "sh", "-c", script, "-"])
        let outcome = try drill.outcome()
        #expect(outcome.code == 3 || outcome.code == 4, "\(outcome.said)")
        #expect(!outcome.said.contains("SEALED") && !outcome.said.contains("watched for 2 s"))
        #expect(try Ground.text(of: lab) == before)
    }
}
