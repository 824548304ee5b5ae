internal import Foundation
internal import Testing
internal import Wire

/// Captures of real software, with ground truth: `Tests/Captures/README.md`.
struct CaptureTests {
    @Test(arguments: RecordedCapture.all)
    func everythingTruthNamesIsFoundAndNothingElse(_ capture: RecordedCapture) throws {
        try expectTruth(capture, capture.flags, confidence: "certain")
    }

    @Test(arguments: RecordedCapture.all)
    func theHostIsInferredFromTheOuterFlow(_ capture: RecordedCapture) throws {
        try expectTruth(capture, capture.flags(without: "--host"), confidence: "probable")
    }

    @Test(arguments: RecordedCapture.all)
    func withoutStagesAllOfItIsJudged(_ capture: RecordedCapture) throws {
        let report = try expectTruth(
            capture, capture.flags(without: "--stage"), confidence: "certain",
            and: capture.before_connect ?? [])
        #expect(report.stages.map(\.name) == ["connected"])
    }

    @Test func whatLeftBeforeConnectingIsToldButNoLeak() throws {
        let capture = try #require(RecordedCapture.all.first { $0.name == "established" })
        let report = try capture.analyze(capture.flags).report
        let row = try #require(report.row("leak.ipv4-direct", stage: "baseline"))
        #expect(row.outside_packet_count == 75)
        #expect(row.result == "expected")
        #expect(Timestamp(row.first_seen_at) == Timestamp("1795360464.440241"))
        #expect(Timestamp(row.last_seen_at) == Timestamp("1795360465.860664"))
        #expect(report.findings.isEmpty)
    }

    @Test func aKillSwitchThatAlwaysHoldsMakesItALeak() throws {
        let capture = try #require(RecordedCapture.all.first { $0.name == "established" })
        let folder = try TemporaryFolder()
        try folder.write("killswitch: always\n", as: "policy.yaml")
        let run = try capture.analyze(
            capture.flags + ["--policy", folder.path("policy.yaml")])
        #expect(run.exitCode == 1)
        let finding = try #require(try run.report.finding("leak.ipv4-direct"))
        #expect(finding.packet_count == 75)
        #expect(finding.stage == "baseline")
    }

    @Test func aReproducibleRunGivesTheSameBytes() throws {
        let capture = try #require(RecordedCapture.all.first { $0.name == "dns_isp" })
        let arguments = ["analyze", capture.capture] + capture.flags + ["-f", "json"]
        let epoch = ["SOURCE_DATE_EPOCH": "1795360500"]
        let first = try Run(arguments, in: capture.folder, environment: epoch)
        let second = try Run(arguments, in: capture.folder, environment: epoch)
        #expect(first.output == second.output)
        #expect(first.output.contains("2026-11-22T"))
    }

    @discardableResult
    private func expectTruth(
        _ capture: RecordedCapture, _ flags: [String], confidence: String,
        and more: [RecordedCapture.Truth] = []
    ) throws -> DecodedReport {
        let run = try capture.analyze(flags)
        let report = try run.report
        let truths = capture.fails + more
        for truth in truths where truth.as != "notice" {
            let finding = try #require(report.finding(truth.check), "no \(truth.check)")
            #expect(finding.severity == truth.severity)
            #expect(finding.confidence == confidence)
            #expect(finding.packet_count == truth.packets)
            #expect(Timestamp(finding.first_seen_at) == truth.first.flatMap(Timestamp.init))
            #expect(Timestamp(finding.last_seen_at) == truth.last.flatMap(Timestamp.init))
            #expect(finding.isCited == (truth.as == "cited"))
        }
        let known = Set(truths.map(\.check))
        #expect(report.findings.filter { !known.contains($0.check_id) }.isEmpty)
        let leaks = truths.contains { $0.as != "notice" && $0.severity != "low" }
        if leaks {
            #expect(run.exitCode == 1)
            #expect(report.verdict == "fail")
        } else {
            #expect([0, 3].contains(run.exitCode))
            #expect(report.leaks.isEmpty)
        }
        #expect(report.run.exit_code == Int(run.exitCode))
        #expect(report.gapCodes.isEmpty)
        return report
    }
}

/// A folder of `Tests/Captures`, with what `expected.json` says of it.
struct RecordedCapture: Decodable, CustomTestStringConvertible {
    var name = ""
    let capture: String
    let flags: [String]
    let fails: [Truth]
    let before_connect: [Truth]?

    struct Truth: Decodable {
        let check: String
        let severity: String
        let `as`: String
        let packets: Int?
        let first: String?
        let last: String?
    }

    private enum CodingKeys: CodingKey { case capture, flags, fails, before_connect }

    var testDescription: String { name }

    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Captures")

    /// All of them, in order of name.
    static let all: [RecordedCapture] = {
        do {
            let text = try Data(contentsOf: root.appendingPathComponent("expected.json"))
            let all = try JSONDecoder().decode([String: RecordedCapture].self, from: text)
            return all.sorted { $0.key < $1.key }.map { name, capture in
                var capture = capture
                capture.name = name
                return capture
            }
        } catch {
            Issue.record(error)
            return []
        }
    }()

    /// Its folder, which the file names in the flags are relative to.
    var folder: String { RecordedCapture.root.appendingPathComponent(name).path }

    /// The flags without one that takes a value.
    func flags(without name: String) -> [String] {
        var kept: [String] = []
        var index = 0
        while index < flags.count {
            if flags[index] == name {
                index += 2
            } else {
                kept.append(flags[index])
                index += 1
            }
        }
        return kept
    }

    /// Judges it.
    func analyze(_ flags: [String]) throws -> Run {
        try Run(["analyze", capture] + flags + ["-f", "json"], in: folder)
    }
}
