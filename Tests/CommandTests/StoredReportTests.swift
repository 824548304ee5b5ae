internal import Foundation
internal import Testing

/// `-o FILE.html`, and `watertight report`, which renders what was stored.
struct StoredReportTests {
    private static let epoch = ["SOURCE_DATE_EPOCH": "1795361402"]

    @Test func storedReportGivesThePageOfTheRun() throws {
        let (folder, _) = try Self.judged()
        let run = try Run(["report", "run.json", "-o", "again.html"], in: folder.root)
        #expect(run.exitCode == 0)
        #expect(run.output.isEmpty && run.errors.isEmpty)
        #expect(try Self.bytes("again.html", folder) == Self.bytes("run.html", folder))
    }

    @Test func pageGoesToStandardOutput() throws {
        let (folder, _) = try Self.judged()
        let run = try Run(["report", "run.json", "-o", "-=html"], in: folder.root)
        #expect(run.exitCode == 0)
        #expect(try Data(run.output.utf8) == Self.bytes("run.html", folder))
    }

    @Test func theSameRunGivesTheSameBytes() throws {
        let (first, second) = (try Self.judged(), try Self.judged())
        for name in ["run.html", "run.json"] {
            #expect(
                try Self.bytes(name, first.folder) == Self.bytes(name, second.folder), "\(name)")
        }
    }

    @Test func aCopyOfTheExecutableHasItsTemplatesInside() throws {
        let (folder, _) = try Self.judged()
        let copy = folder.path("copied")
        // Another process copies it: a file that a fork of ours still writes cannot be run.
        _ = try Run([Run.executable, copy], in: folder.root, executable: "/bin/cp")
        let run = try Run(
            ["report", "run.json", "-o", "copied.html"], in: folder.root, executable: copy)
        #expect(run.exitCode == 0)
        #expect(try Self.bytes("copied.html", folder) == Self.bytes("run.html", folder))
        let program = try Data(
            contentsOf: URL(fileURLWithPath: copy), options: .mappedIfSafe)
        // The name of the folder that a resource which is not embedded would be looked for in.
        #expect(program.range(of: Data("watertight_Reports.resources".utf8)) == nil)
    }

    @Test(arguments: [
        ("{", "byte 1"), ("{\"format\": \"x\"}", "format"), ("\u{1b}[31m", "byte 0"),
        ("{\"\\u001b[31m\": 1}", "the document"),
    ])
    func whatIsNoReportIsRefused(text: String, place: String) throws {
        let folder = try TemporaryFolder()
        try folder.write(text, as: "run.json")
        let run = try Run(["report", "run.json", "-o", "run.html"], in: folder.root)
        #expect(run.exitCode == 4)
        #expect(run.errors.contains("report.unreadable") && run.errors.contains(place))
        #expect(!run.errors.contains("\u{1b}"))
        #expect(try folder.names == ["run.json"])
    }

    @Test func aMissingReportIsRefused() throws {
        let folder = try TemporaryFolder()
        let run = try Run(["report", "absent.json", "-o", "run.html"], in: folder.root)
        #expect(run.exitCode == 4)
        #expect(run.errors.contains("report.unreadable"))
    }

    @Test(arguments: [[], ["-o", "run.txt"], ["-o", "run.json"], ["-o", "run.pdf"]])
    func anyOtherFormatIsRefused(flags: [String]) throws {
        let (folder, _) = try Self.judged()
        let run = try Run(["report", "run.json"] + flags, in: folder.root)
        #expect(run.exitCode == 2)
    }

    /// A leak, judged into `run.json` and `run.html`.
    private static func judged() throws -> (folder: TemporaryFolder, run: Run) {
        let scene = try Scene(strays: 3)
        try scene.write(scene.outside.pcap())
        let run = try Run(
            ["analyze", "eth0.pcap", "-o", "run.json", "-o", "run.html"] + Scene.outer + Scene.host
                + Scene.tunnel, in: scene.folder.root, environment: epoch)
        #expect(run.exitCode == 1)
        return (scene.folder, run)
    }

    private static func bytes(_ name: String, _ folder: TemporaryFolder) throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: folder.path(name)))
    }
}
