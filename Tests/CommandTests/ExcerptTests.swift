internal import Evidence
internal import Foundation
internal import Testing
internal import Wire

/// Frames of findings that `-o FILE.pcapng` writes: all of them, whole, each with its verdict.
struct ExcerptTests {
    private static let fields = [
        "frame.comment", "frame.interface_name", "frame.len", "tcp.dstport",
    ]

    /// More than a finding shows.
    private static let many = 25

    private func judge(_ scene: Scene, _ flags: [String] = []) throws -> Run {
        try scene.write(scene.outside.pcap())
        return try Run(
            ["analyze", "eth0.pcap", "-o", "leaks.pcapng"] + Scene.outer + Scene.host
                + Scene.tunnel + flags, in: scene.folder.root)
    }

    @Test func everyFrameOfAFindingHasItsVerdictBesideIt() throws {
        let scene = try Scene(strays: ExcerptTests.many)
        #expect(try judge(scene).exitCode == 1)
        let file = scene.folder.path("leaks.pcapng")
        let rows = try Tshark.rows(of: file, ExcerptTests.fields)
        #expect(rows.count == ExcerptTests.many)
        for (index, row) in rows.enumerated() {
            // Forty frames of the tunnel come first.
            let words =
                "LEAK leak.ipv4-direct \(index + 1)/\(ExcerptTests.many) finding=F1 stage=connected: "
                + "\(ExcerptTests.many) packets"
            #expect(row[0].hasPrefix(words), "\(row)")
            #expect(row[0].hasSuffix("frame \(41 + index) of eth0.pcap"))
            #expect(Array(row.dropFirst()) == ["eth0.pcap", "\(Scene.stray.count)", "443"])
        }
        #expect(try Tshark.tcpdump(file).split(separator: "\n").count == ExcerptTests.many)
        let facts = try FileManager.default.attributesOfItem(atPath: file)
        #expect(facts[.posixPermissions] as? Int == 0o600)
        #expect(try !scene.folder.names.contains { $0.hasSuffix(".part") })
    }

    @Test func moreFlowsThanExamplesAreKeptOfLoseNone() throws {
        var scene = try Scene()
        for port in UInt16(20_000)..<29_000 {
            scene.outside.add(
                Specimen.sent.udp(Specimen.address, port, Specimen.server, 4000, [1, 2, 3]))
        }
        #expect(try judge(scene).exitCode == 1)
        let rows = try Tshark.rows(
            of: scene.folder.path("leaks.pcapng"), ["frame.comment", "udp.srcport"])
        #expect(rows.count == 9000 && rows.allSatisfy { $0[0].contains("/9000 finding=F1 ") })
        #expect(Set(rows.map(\.[1])).count == 9000)
    }

    @Test func whereNothingWasFoundTheFileIsEmptyAndOpens() throws {
        let scene = try Scene()
        #expect(try judge(scene).exitCode == 0)
        let file = scene.folder.path("leaks.pcapng")
        #expect(try Tshark.rows(of: file, ["frame.number"]).isEmpty)
        #expect(try Tshark.tcpdump(file).isEmpty)
    }

    @Test(arguments: RecordedCapture.all)
    func asManyFramesAreThereAsAFindingCounts(_ capture: RecordedCapture) throws {
        let place = try TemporaryFolder()
        let run = try Run(
            ["analyze", capture.capture] + capture.flags + [
                "-f", "json", "-o", place.path("leaks.pcapng"), "-o", place.path("run/"),
            ], in: capture.folder)
        try expectTheFrames(of: run.report, in: place.path("leaks.pcapng"))
        // The recording gives the same frames under other numbers.
        let again = try Run(
            ["analyze", "run", "-f", "json", "-o", "again.pcapng"], in: place.root)
        try expectTheFrames(of: again.report, in: place.path("again.pcapng"))
        let fields = ["frame.time_epoch", "frame.len", "frame.protocols"]
        #expect(
            try Tshark.rows(of: place.path("leaks.pcapng"), fields)
                == Tshark.rows(of: place.path("again.pcapng"), fields))
    }

    @Test(arguments: SealedRecording.some)
    func soTheyAreOfEachKindOfEvidence(_ recording: SealedRecording) throws {
        let place = try TemporaryFolder()
        let run = try Run(
            ["analyze", recording.path, "-f", "json", "-o", place.path("leaks.pcapng")], in: "/")
        try expectTheFrames(of: run.report, in: place.path("leaks.pcapng"))
    }

    private func expectTheFrames(of report: DecodedReport, in file: String) throws {
        let comments = try Tshark.rows(of: file, ["frame.comment"]).map { $0[0] }
        for (index, finding) in report.findings.enumerated() {
            let count = comments.count { comment in
                // The check, its count and the finding; what it only cites has no count.
                let words = comment.split(separator: " ")
                return words.indices.contains { at in
                    ["LEAK", "NOTICE"].contains { words[at].hasSuffix($0) }
                        && words.dropFirst(at + 1).first == Substring(finding.check_id)
                        && words.dropFirst(at + 3).first == "finding=F\(index + 1)"
                }
            }
            // Of sightings and of outer flows, only the frames that a finding shows have numbers.
            #expect(
                count == finding.packet_count || count == finding.evidence.count, "\(finding)")
        }
    }

    @Test func whatCannotBeWrittenIsSaid() throws {
        let scene = try Scene(strays: 2)
        try scene.write(scene.outside.pcap())
        for (path, code) in [("missing/leaks.pcapng", 4), ("=pcapng", 2), ("-=pcapng", 2)] {
            let run = try Run(
                ["analyze", "eth0.pcap", "--out=\(path)"] + Scene.outer + Scene.host + Scene.tunnel,
                in: scene.folder.root)
            #expect(run.exitCode == code, "\(path)")
        }
        #expect(try scene.folder.names == ["eth0.pcap", "tun.pcap"])
    }
}
