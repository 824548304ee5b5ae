internal import Foundation
internal import Testing
internal import Wire

/// Frames that come through a pipe are judged as those in a file are.
struct FoldStreamTests {
    /// What the tests read of a line.
    private struct Line: Decodable {
        let event: String
        let at: String?
        let check_id: String?
        let is_leak: Bool?
        let source: String?
        let destination: String?
        let port: Int?
        let note: String?
        let frame_count: Int?
        let outer_sent_count: Int?
        let findings: [Finding]?
        let gaps: [Gap]?

        struct Finding: Decodable, Equatable {
            let check_id: String
            let severity: String
            let packet_count: Int?
        }
        struct Gap: Decodable { let code: String }
    }

    private func lines(_ run: Run) throws -> [Line] {
        try run.output.split(separator: "\n").map {
            try JSONDecoder().decode(Line.self, from: Data($0.utf8))
        }
    }

    @Test(arguments: RecordedCapture.all)
    func liveAndOfflineAgree(_ capture: RecordedCapture) throws {
        let cooked = try CookedCapture(capture)
        let folder = try TemporaryFolder()
        try folder.write(cooked.file, as: "any.pcapng")
        let offline = try Run(
            ["analyze", "any.pcapng", "-f", "json"] + cooked.flags, in: folder.root)
        let report = try offline.report
        let live = try lines(
            Run(
                ["fold-stream"] + cooked.streamFlags, in: folder.root,
                input: folder.path("any.pcapng")))
        let end = try #require(live.last)
        #expect(end.event == "end" && live.count(where: { $0.event == "end" }) == 1)
        #expect(
            end.findings
                == report.findings.map {
                    Line.Finding(
                        check_id: $0.check_id, severity: $0.severity,
                        packet_count: $0.packet_count)
                })
        // Each counted finding was told with the time of its first frame, and no other check was.
        let strays = live.filter { $0.event == "stray" }
        let counted = report.findings.filter { finding in
            !finding.isCited && strays.contains { $0.check_id == finding.check_id }
        }
        for finding in counted {
            let first = strays.filter { $0.check_id == finding.check_id }.compactMap(\.at).min()
            #expect(first.flatMap(Timestamp.init) == Timestamp(finding.first_seen_at))
        }
        #expect(Set(strays.map(\.check_id)) == Set(counted.map(\.check_id)))
        for truth in capture.fails where truth.as == "counted" {
            #expect(counted.contains { $0.check_id == truth.check }, "\(truth.check)")
        }
    }

    @Test func aLineTellsWhoWentWhere() throws {
        let capture = try #require(RecordedCapture.all.first { $0.name == "dns_isp" })
        let cooked = try CookedCapture(capture)
        let folder = try TemporaryFolder()
        try folder.write(cooked.file, as: "any.pcapng")
        let live = try lines(
            Run(
                ["fold-stream"] + cooked.streamFlags, in: folder.root,
                input: folder.path("any.pcapng")))
        let strays = live.filter { $0.event == "stray" }
        // Twenty look-ups from twenty ports are one conversation.
        #expect(strays.count == 1)
        #expect(strays.first?.check_id == "dns.underlay-53" && strays.first?.is_leak == true)
        #expect(strays.first?.source == "192.168.50.125")
        #expect(strays.first?.destination == "192.168.50.1" && strays.first?.port == 53)
        #expect(strays.first?.note == "A? c1.dns-isp-1795360454.leak.test")
        #expect((live.last?.outer_sent_count ?? 0) > 0)
    }

    @Test func aPolicyBeforeTheStreamIsInForce() throws {
        let capture = try #require(RecordedCapture.all.first { $0.name == "mdns" })
        let cooked = try CookedCapture(capture)
        let folder = try TemporaryFolder()
        let policy = """
            fail_on: notice
            allow:
              - {name: announcements, dst: 224.0.0.0/4, reason: known, until: 2199-12-31}
              - {name: announcements6, dst: "ff00::/8", reason: known, until: 2199-12-31}

            """
        try folder.write(Array(policy.utf8) + cooked.file, as: "any.pcapng")
        let allowed = try lines(
            Run(
                ["fold-stream", "--policy-bytes", "\(policy.utf8.count)"] + cooked.streamFlags,
                in: folder.root, input: folder.path("any.pcapng")))
        #expect(!allowed.contains { $0.event == "stray" })
        #expect((allowed.last?.frame_count ?? 0) > 0)
    }

    @Test func aStreamThatIsCutIsToldAndOneThatIsNoneIsRefused() throws {
        let capture = try #require(RecordedCapture.all.first { $0.name == "base_wg" })
        let cooked = try CookedCapture(capture)
        let folder = try TemporaryFolder()
        try folder.write(Array(cooked.file.dropLast(7)), as: "cut.pcapng")
        try folder.write(Array("no capture at all".utf8), as: "none.pcapng")
        let cut = try lines(
            Run(
                ["fold-stream"] + cooked.streamFlags, in: folder.root,
                input: folder.path("cut.pcapng")))
        #expect(cut.last?.gaps?.map(\.code) == ["capture.truncated"])
        let none = try Run(
            ["fold-stream"] + cooked.streamFlags, in: folder.root,
            input: folder.path("none.pcapng"))
        #expect(none.exitCode == 4 && none.output.isEmpty)
        #expect(none.errors.contains("capture.not_a_capture"))
    }

    @Test func itIsForNobodyToTypeAndNotShown() throws {
        let folder = try TemporaryFolder()
        #expect(try !Run(["--help"], in: folder.root).output.contains("fold-stream"))
        let bare = try Run(["fold-stream"], in: folder.root)
        #expect(bare.exitCode == 2 && bare.output.isEmpty)
    }

    @Test(arguments: ["5", "s", "0s", "-1s", "1w", "1.5h", "9999999999999999999s", "367d"])
    func aTimeWithoutAUnitOrBeyondAYearIsRefused(_ text: String) throws {
        let folder = try TemporaryFolder()
        let run = try Run(["watch", "--for=\(text)"], in: folder.root)
        #expect(run.exitCode == 2 && run.output.isEmpty)
    }
}
