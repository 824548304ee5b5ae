internal import Foundation
internal import Testing

/// What `check` refuses before it watches anything, so that nothing is captured in vain.
struct CheckUsageTests {
    private static let refused: [([String], Int32)] = [
        (["-o", "report.pdf"], 2), (["-o", "a/", "-o", "b/"], 2), (["-o", "taken/"], 4),
        (["--policy", "absent.yaml"], 2), (["--policy", "wrong.yaml"], 2), (["-o", "=pcapng"], 2),
    ]

    @Test(arguments: refused)
    func whatCannotBeKeptIsRefusedFirst(_ flags: [String], _ code: Int32) throws {
        let folder = try TemporaryFolder()
        try folder.write("nonsense: [", as: "wrong.yaml")
        try FileManager.default.createDirectory(
            atPath: folder.path("taken"), withIntermediateDirectories: false)
        let run = try Run(
            ["check", "--tunnel", "no-such-tunnel"] + flags, in: folder.root,
            environment: ["TMPDIR": folder.root])
        #expect(run.exitCode == code, "\(run.errors)")
        #expect(!run.errors.contains("no-such-tunnel"))
        #expect(try folder.names == ["taken", "wrong.yaml"])
    }
}
