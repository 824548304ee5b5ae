internal import Foundation
internal import Glibc
internal import Testing

/// `watertight drill` in the lab: how it begins, ends, and is cut short.
@Suite(
    .sideBySide,
    .enabled(if: TestLab.hindrance == nil, Comment(rawValue: TestLab.hindrance ?? "")))
struct DrillTests {
    @Test func aStrictKillSwitchIsSealedAndTheMachineIsWhole() throws {
        let lab = try TestLab("whole", ["--killswitch", "strict"])
        let before = try Ground.settled(lab)
        let drill = try Drilled(lab, ["client-sigkill", "interface-deleted"])
        #expect(drill.code == 0, "\(drill.said)")
        #expect(try Ground.text(of: lab) == before)
    }

    @Test func aTunnelThatHeldByItselfProvesNoKillSwitch() throws {
        let lab = try TestLab("held", ["--killswitch", "strict"])
        let drill = try Drilled(lab, ["entry-silent"])
        #expect(drill.code == 3, "\(drill.said)")
        #expect(drill.said.contains("The kill switch was not exercised"))
    }

    @Test func aDrillThatIsKilledIsPutBackByItsChild() throws {
        let lab = try TestLab("killed", ["--killswitch", "strict"])
        let before = try Ground.settled(lab)
        let run = try Drilled.start(lab, ["interface-deleted"], watch: "60s")
        try run.until { try run.said.contains("watched for 60 s") }
        #expect(try Ground.text(of: lab) != before)
        try run.kill()
        let end = Date.now + 20
        while try Ground.text(of: lab) != before, Date.now < end { usleep(50_000) }
        #expect(try Ground.text(of: lab) == before)
    }

    /// A program that goes on when the drill is gone would undo what was just put back.
    @Test func whatADrillWasRunningEndsWithIt() throws {
        let lab = try TestLab("orphan", ["--killswitch", "strict"])
        let before = try Ground.settled(lab)
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "watertight-orphan-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        // The first one takes its time.
        try """
        #!/bin/sh
        mkdir \(folder)/first 2>/dev/null && echo $$ > \(folder)/process && exec sleep 100
        exec /usr/bin/wg-quick "$@"
        """.write(toFile: folder + "/wg-quick", atomically: false, encoding: .utf8)
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: folder + "/wg-quick")
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let run = try lab.start(
            "client",
            [
                "env", "PATH=\(folder):\(path)", "WATERTIGHT_LAB=\(lab.name)",
                Started.executable, "drill", "--yes", "--zone", "leak.test", "--target",
                "203.0.113.80", "--faults", "server-switch", "--browser", "none",
            ])
        var number: Int32?
        try run.until {
            let bytes = FileManager.default.contents(atPath: folder + "/process") ?? Data()
            number = Int32(String(decoding: bytes, as: UTF8.self).dropLast())
            return number != nil
        }
        try run.kill()
        let process = try #require(number)
        try Started.wait { Glibc.kill(process, 0) != 0 }
        let end = Date.now + 20
        while try Ground.text(of: lab) != before, Date.now < end { usleep(50_000) }
        #expect(try Ground.text(of: lab) == before)
    }

    @Test func nobodyIsCutOffWithoutBeingAsked() throws {
        let lab = try TestLab("asked")
        let run = try lab.start(
            "client", [Started.executable, "drill", "--target", "203.0.113.80"])
        #expect(try run.end() == 2)
        #expect(try run.said.contains("nobody has agreed"))
    }

    @Test func whatOnlyTheLabCanDoIsRefusedOutsideIt() throws {
        let lab = try TestLab("outside")
        let run = try lab.start(
            "client",
            [
                "env", "-u", "WATERTIGHT_LAB", Started.executable, "drill", "--yes", "--faults",
                "exit-silent", "--target", "203.0.113.80", "--zone", "leak.test",
            ])
        #expect(try run.end() == 2)
        #expect(try run.said.contains("exit-silent needs the lab"))
    }
}
