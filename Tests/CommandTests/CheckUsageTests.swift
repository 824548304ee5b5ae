internal import Foundation
internal import Testing

/// What `check` refuses before it looks at the machine, so that nothing is captured in vain.
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

    @Test(arguments: [
        ["--repeat", "0"], ["--repeat", "21"], ["--repeat", "x"], ["--zone", "a..b"],
        ["--target", "example"], ["--outer", "203.0.113.10/33"], ["--fail-on", "all"], ["dsn"],
        ["--only", "leak.nothing"], ["-o", "a.pdf"], ["--policy", "absent.yaml"],
        ["--config", "absent.yaml"], ["--strict", "--allow-inconclusive"], ["--frobnicate"],
        ["--proxy", "203.0.113.30:1080"], ["--proxy", "socks5h://proxy.example:1080"],
        ["--proxy", "socks5h://203.0.113.30:1080", "-t", "wg0"],
        ["--proxy", "socks5h://203.0.113.30:1080", "--endpoints", "self=203.0.113.53"],
    ])
    func whatMeansNothingIsRefused(_ flags: [String]) throws {
        let folder = try TemporaryFolder()
        let run = try Run(["check"] + flags, in: folder.root)
        #expect(run.exitCode == 2, "\(run.errors)")
        #expect(run.output.isEmpty)
        #expect(run.errors.hasPrefix("error: "))
        #expect(run.errors.split(separator: "\n").count <= 6)
        #expect(try folder.names.isEmpty)
    }

    @Test func aRecordingReplacesNothingAndThatIsSaidFirst() throws {
        let folder = try TemporaryFolder()
        try folder.write("kept", as: "run-2")
        // None of these may need a tunnel, or root, to be refused.
        let run = try Run(["check", "--repeat", "3", "-o", "run/"], in: folder.root)
        #expect(run.exitCode == 4)
        #expect(run.errors.contains("run-2") && run.errors.contains("replaces nothing"))
        #expect(try folder.names == ["run-2"])
    }

    @Test(arguments: ["absent", "0", "-1", "2147483648", "/proc/0/ns", "/etc/passwd", "..", "a/b"])
    func aNamespaceThatIsNoneIsRefused(_ name: String) throws {
        let folder = try TemporaryFolder()
        let run = try Run(["check", "--plan", "--netns=\(name)"], in: folder.root)
        #expect(run.exitCode == 4)
        #expect(run.errors.contains("cannot enter the namespace"))
        #expect(run.errors.contains("watertight explain host.namespace"))
    }

    @Test func whatCouldNotRunIsADocumentToo() throws {
        let folder = try TemporaryFolder()
        let run = try Run(
            ["check", "--netns", "absent", "-f", "json", "-o", "a.json"], in: folder.root)
        #expect(run.exitCode == 4)
        let report = try run.report
        #expect(report.verdict == "error" && report.run.exit_code == 4)
        #expect(report.error?.code == "host.namespace")
        let written = try String(contentsOfFile: folder.path("a.json"), encoding: .utf8)
        #expect(written == run.output)
    }

    @Test func helpIsThatOfTheCommand() throws {
        let folder = try TemporaryFolder()
        let run = try Run(["check", "--frobnicate"], in: folder.root)
        #expect(run.errors.contains("watertight check --help"))
    }
}
