internal import Testing
internal import Wire

/// Where stages begin, and which of them are judged.
struct StageTests {
    @Test(arguments: [
        ("baseline", false), ("connecting", false), ("connected", true), ("faulted", true),
        ("recovered", true), ("disconnected", false),
    ])
    func aStrayFrameIsALeakInProtectedStagesOnly(_ name: String, _ isProtected: Bool) throws {
        let scene = try Scene(strays: 3)
        let run = try scene.analyze(
            nil, Scene.outer + Scene.host + ["--stage", "\(name)=1"])
        #expect(run.exitCode == (isProtected ? 1 : 3))
        let report = try run.report
        let row = report.row("leak.ipv4-direct", stage: name)
        #expect(row?.outside_packet_count == 3)
        #expect(row?.result == (isProtected ? "fail" : "expected"))
        #expect(report.stages.map(\.name) == [name])
    }

    @Test(arguments: [0, 1])
    func theFrameOnTheBoundaryBelongsToTheLaterStage(_ late: UInt64) throws {
        var scene = try Scene()
        let at = MadeCapture.start + 123_456_789
        scene.outside.add(Scene.stray, at: at - late)
        scene.outside.add(Scene.sent)
        scene.outside.add(Scene.received)
        let mark = "connected=\(at / 1_000_000_000).\(String(at).suffix(9))"
        let run = try scene.analyze(nil, Scene.outer + Scene.host + ["--stage", mark])
        let stage = late == 0 ? "connected" : "baseline"
        #expect(try run.report.row("leak.ipv4-direct", stage: stage)?.outside_packet_count == 1)
        #expect((run.exitCode == 1) == (late == 0))
    }

    @Test func aTimeIsWrittenInSecondsOrAsADate() throws {
        let scene = try Scene(strays: 1)
        for mark in [
            "faulted=1795357600.5", "faulted=2026-11-22T14:26:40.500Z",
            "faulted=2026-11-22T15:26:40.500000000+01:00",
        ] {
            let run = try scene.analyze(nil, Scene.outer + Scene.host + ["--stage", mark])
            #expect(try run.report.stages.map(\.name) == ["connected"], "\(mark)")
        }
        for mark in ["faulted=1795357600.01", "faulted=2026-11-22T14:26:40.01Z"] {
            let run = try scene.analyze(nil, Scene.outer + Scene.host + ["--stage", mark])
            let stages = try run.report.stages
            #expect(stages.map(\.name) == ["connected", "faulted"])
            #expect(stages.last?.from_s == 0.01)
        }
    }

    @Test func aProtectedStageWithoutTheTunnelIsNotProven() throws {
        var scene = try Scene()
        let end = MadeCapture.start + 10_000_000_000
        scene.outside.add(Scene.received, at: end)
        let flags = ["--stage", "connected=1", "--stage", "faulted=1795357605"]
        let run = try scene.analyze(nil, Scene.outer + Scene.host + flags)
        #expect(run.exitCode == 3)
        #expect(try run.report.gapCodes == ["control.outer_alive"])
    }

    @Test func stagesMayBeGivenInAnyOrder() throws {
        let scene = try Scene(strays: 1)
        let marks = ["disconnected=1795357600.03", "connected=1795357600.01"]
        let flags = marks.flatMap { ["--stage", $0] }
        let run = try scene.analyze(nil, Scene.outer + Scene.host + flags)
        #expect(try run.report.stages.map(\.name) == ["baseline", "connected", "disconnected"])
        #expect(try run.report.leaks.isEmpty)
    }
}
