internal import Evidence
internal import Foundation
internal import Testing
internal import Wire

/// Recordings on disk: judged only as they were sealed.
struct RecordingTests {
    @Test func aRecordingIsJudgedByItsManifest() throws {
        let folder = try recording()
        let run = try judge(folder)
        #expect(run.exitCode == 1)
        let report = try run.report
        #expect(report.finding("leak.ipv4-direct")?.packet_count == 2)
        #expect(report.finding("leak.ipv4-direct")?.stage == "connected")
        #expect(report.gapCodes.isEmpty)
        #expect(try judge(recording(strays: 0)).exitCode == 0)
    }

    @Test func aDrillTellsFirstWhatItTested() throws {
        let drill = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent()
            .appending(path: "Recordings/killswitch.interface-down/leak-everything").path
        let run = try Run(["analyze", drill, "-f", "json"], in: "/")
        #expect(run.exitCode == 1, "\(run.errors)")
        let areas = try run.report.checks.map { $0.id.prefix { $0 != "." } == "killswitch" }
        #expect(areas.first == true)
        #expect(areas == areas.filter { $0 } + areas.filter { !$0 })
        #expect(try run.report.findings.first?.check_id == "killswitch.interface-down")
    }

    @Test func aChangedByteIsFound() throws {
        let folder = try recording()
        var bytes = try Data(contentsOf: URL(fileURLWithPath: folder.path("evidence.pcapng")))
        bytes[bytes.count - 20] ^= 1
        try folder.write(Array(bytes), as: "evidence.pcapng")
        try expectRefusal(judge(folder), "recording.tampered", "hash")
    }

    @Test func anUnnamedFileIsFound() throws {
        let folder = try recording()
        try folder.write("more", as: "more.txt")
        try expectRefusal(judge(folder), "recording.tampered", "more.txt")
    }

    @Test func aMissingFileIsFound() throws {
        let folder = try recording()
        try FileManager.default.removeItem(atPath: folder.path("evidence.pcapng"))
        try expectRefusal(judge(folder), "recording.tampered", "missing")
    }

    @Test func aNameMustNotLeadOutOfTheFolder() throws {
        let folder = try recording(["files": ["evidence.pcapng": "00", "../up": "00"]])
        try expectRefusal(judge(folder), "recording.tampered", "../up is missing")
    }

    @Test(arguments: ["2.0", "10.1", ""])
    func anotherVersionIsRefused(_ version: String) throws {
        try expectRefusal(
            judge(recording(["format_version": version])), "recording.version", "1.x")
    }

    @Test func aLaterMinorVersionIsRead() throws {
        #expect(try judge(recording(["format_version": "1.7", "novelty": true])).exitCode == 1)
    }

    @Test func aFolderThatIsNoRecordingIsRefused() throws {
        try expectRefusal(judge(TemporaryFolder()), "recording.corrupt", "manifest")
    }

    @Test(arguments: [
        "{", "[]", "{\"format\": \"watertight-recording\"}", String(repeating: "[", count: 100_000),
        String(repeating: " ", count: 1_100_000),
    ])
    func aBrokenManifestIsRefused(_ text: String) throws {
        let folder = try recording()
        try folder.write(text, as: "manifest.json")
        try expectRefusal(judge(folder), "recording.corrupt", "manifest")
    }

    @Test func valuesThatMeanNothingAreRefused() throws {
        let changes: [[String: Any]] = [
            ["outer": ["nowhere"]], ["host": ["eth0"]], ["format": "other"],
            ["stages": [["name": "online", "at": "1"]]],
            ["stages": [["name": "connected", "at": "soon"]]],
            ["host": (0..<17).map { "192.0.2.\($0)" }],
            ["outer": (0..<65).map { "192.0.2.\($0)" }],
            ["stages": (0..<128).map { ["name": "connected", "at": "\($0)"] }],
        ]
        for change in changes {
            try expectRefusal(judge(recording(change)), "recording.corrupt", "manifest")
        }
    }

    @Test func partialEvidenceIsRefused() throws {
        try expectRefusal(judge(recording(["evidence": "matched"])), "recording.version", "some")
    }

    @Test func anIncompleteRecordingCannotSeal() throws {
        let run = try judge(recording(["complete": false], strays: 0))
        #expect(run.exitCode == 3)
        #expect(try run.report.gapCodes == ["capture.truncated"])
        #expect(try judge(recording(["complete": false])).exitCode == 1)
    }

    @Test func lostFramesCannotSeal() throws {
        let interfaces: [[String: Any]] = [
            ["name": "eth0", "role": "underlay", "dropped": 3], ["name": "wg0", "role": "tunnel"],
        ]
        let run = try judge(recording(["interfaces": interfaces], strays: 0))
        #expect(run.exitCode == 3)
        #expect(try run.report.gapCodes == ["capture.dropped"])
    }

    @Test func flagsThatTheManifestAnswersAreRefused() throws {
        let folder = try recording()
        for flags in [Scene.outer, Scene.host, ["--stage", "connected=1"], ["--tunnel", "a"]] {
            #expect(try judge(folder, flags).exitCode == 2)
        }
        #expect(try judge(folder, ["--allow-lan"]).exitCode == 1)
    }

    private func judge(_ folder: TemporaryFolder, _ flags: [String] = []) throws -> Run {
        try Run(["analyze", folder.root, "-f", "json"] + flags, in: "/")
    }

    private func expectRefusal(
        _ run: Run, _ code: String, _ told: String, location: SourceLocation = #_sourceLocation
    ) throws {
        #expect(run.exitCode == 4, sourceLocation: location)
        #expect(run.errors.contains("explain \(code)\n"), sourceLocation: location)
        #expect(run.errors.contains(told), "\(run.errors)", sourceLocation: location)
        #expect(try run.report.verdict == "error", sourceLocation: location)
    }

    /// A sealed recording, with some keys of its manifest replaced.
    private func recording(
        _ changes: [String: Any] = [:], strays: Int = 2
    ) throws -> TemporaryFolder {
        var scene = try Scene(strays: strays)
        for entry in scene.inside.entries { scene.outside.add(entry.bytes, interface: 1) }
        let folder = try TemporaryFolder()
        try folder.write(
            scene.outside.pcapng([("eth0", .ethernet), ("wg0", .raw)]), as: "evidence.pcapng")
        let hash = try #require(SHA256.digits(ofFile: folder.path("evidence.pcapng")))
        var manifest: [String: Any] = [
            "format": "watertight-recording", "format_version": "1.0", "tool_version": "0.1.0",
            "made": "offline", "evidence": "full", "complete": true,
            "host": ["02:00:00:00:50:0c"], "outer": ["203.0.113.10:51820,udp"],
            "interfaces": [
                ["name": "eth0", "role": "underlay"], ["name": "wg0", "role": "tunnel"],
            ], "stages": [["name": "connected", "at": "1795357600.0"]],
            "files": ["evidence.pcapng": hash],
        ]
        manifest.merge(changes) { _, new in new }
        let bytes = try JSONSerialization.data(withJSONObject: manifest)
        try folder.write(Array(bytes), as: "manifest.json")
        return folder
    }
}
