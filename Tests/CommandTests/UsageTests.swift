internal import Foundation
internal import Testing

/// Arguments, streams, files and exit codes.
struct UsageTests {
    @Test(arguments: [
        ["--outer", "nonsense"], ["--outer", "203.0.113.10:0"], ["--outer", "203.0.113.10:70000"],
        ["--outer", "203.0.113.10/33"], ["--outer", "2001:db8::1:51820"],
        ["--outer", "203.0.113.10,sctp"], ["--outer", "203.0.113.10:500,esp"], ["--outer", ""],
        Scene.outer + ["--host", "eth0"], Scene.outer + ["--host", "02:00:00:00:50"],
        Scene.outer + ["--stage", "connected"], Scene.outer + ["--stage", "connected=soon"],
        Scene.outer + ["--stage", "online=1795357600"],
        Scene.outer + ["--stage", "connected=-1"],
        Scene.outer + ["--stage", "connected=1795357600.0123456789"],
        Scene.outer + ["--no-such-flag"], Scene.outer + ["--outer"], [],
        Scene.outer + ["-o", "report.pdf"], Scene.outer + ["-f", "xml"],
        Scene.outer + ["--policy", "absent.yaml"],
    ])
    func whatMeansNothingIsRefusedBeforeAnythingIsRead(_ flags: [String]) throws {
        let folder = try TemporaryFolder()
        let run = try Run(["analyze", "absent.pcap"] + flags, in: folder.root)
        #expect(run.exitCode == 2)
        #expect(run.output.isEmpty)
        #expect(run.errors.hasPrefix("error: "))
        #expect(run.errors.contains("exit 2, watertight explain "))
        #expect(run.errors.split(separator: "\n").count <= 6)
    }

    @Test func aWrongValueIsQuotedSafely() throws {
        let folder = try TemporaryFolder()
        let run = try Run(["analyze", "a.pcap", "--outer", "\u{1b}[31mred"], in: folder.root)
        #expect(run.exitCode == 2)
        #expect(!run.errors.contains("\u{1b}"))
    }

    @Test func moreThanIsTakenIsRefused() throws {
        let folder = try TemporaryFolder()
        let hosts = (0..<17).flatMap { ["--host", "192.0.2.\($0)"] }
        let stages = (0..<128).flatMap { ["--stage", "connected=\($0)"] }
        let flows = (0..<65).flatMap { ["--outer", "192.0.2.\($0)"] }
        for flags in [Scene.outer + hosts, Scene.outer + stages, flows] {
            #expect(try Run(["analyze", "a.pcap"] + flags, in: folder.root).exitCode == 2)
        }
    }

    @Test(arguments: [0, 1, 3, 4])
    func jsonIsOneDocumentWhateverTheResult(_ code: Int32) throws {
        var scene = try Scene(strays: code == 1 ? 1 : 0)
        if code == 3 { scene.inside = MadeCapture() }
        let run = try scene.analyze(code == 4 ? [0] : nil)
        #expect(run.exitCode == code)
        let report = try run.report
        #expect(report.run.exit_code == Int(code))
        #expect((report.verdict == "error") == (code == 4))
        #expect(run.output.hasSuffix("}\n"))
    }

    @Test func textGoesToOutputAndTalkToErrors() throws {
        let scene = try Scene(strays: 1)
        _ = try scene.analyze(Array(scene.outside.pcap().dropLast(1)))
        let run = try Run(
            ["analyze", "eth0.pcap"] + Scene.outer + Scene.tunnel, in: scene.folder.root)
        #expect(!run.output.isEmpty)
        #expect(!run.output.contains("warning:"))
        #expect(run.errors.hasPrefix("warning: "))
        let refused = try Run(["analyze", "absent"] + Scene.outer, in: scene.folder.root)
        #expect(refused.output.isEmpty)
        #expect(refused.errors.hasPrefix("error: "))
    }

    @Test func reportsAreWrittenWholeAndPrivate() throws {
        let scene = try Scene(strays: 1)
        let files = ["-o", "a.json", "-o", "b.txt", "-o", "c=json"]
        let run = try scene.analyze(nil, Scene.outer + Scene.host + files)
        #expect(run.exitCode == 1)
        #expect(
            try scene.folder.names == ["a.json", "b.txt", "c", "eth0.pcap", "tun.pcap"])
        for name in ["a.json", "b.txt", "c"] {
            let facts = try FileManager.default.attributesOfItem(atPath: scene.folder.path(name))
            #expect(facts[.posixPermissions] as? Int == 0o600)
        }
        let written = try String(contentsOfFile: scene.folder.path("a.json"), encoding: .utf8)
        #expect(written == run.output)
    }

    @Test func aWrittenReportReplacesTheOldOne() throws {
        let scene = try Scene()
        try scene.folder.write("old", as: "a.json")
        let run = try scene.analyze(nil, Scene.outer + Scene.host + ["-o", "a.json"])
        #expect(run.exitCode == 0)
        let written = try String(contentsOfFile: scene.folder.path("a.json"), encoding: .utf8)
        #expect(written == run.output)
    }

    @Test func aReportIsWrittenEvenIfNothingWasJudged() throws {
        let scene = try Scene()
        let run = try scene.analyze([], Scene.outer + ["-o", "a.json"])
        #expect(run.exitCode == 4)
        let written = try String(contentsOfFile: scene.folder.path("a.json"), encoding: .utf8)
        #expect(written == run.output)
    }

    @Test func aFileThatCannotBeWrittenIsTold() throws {
        let scene = try Scene()
        let run = try scene.analyze(nil, Scene.outer + Scene.host + ["-o", "absent/a.json"])
        #expect(run.exitCode == 4)
        #expect(run.errors.contains("absent/a.json"))
        #expect(run.errors.contains("explain usage.file"))
    }

    @Test func theOtherCommandsAnswer() throws {
        let folder = try TemporaryFolder()
        #expect(try Run([], in: folder.root).exitCode == 0)
        let list = try Run(["list"], in: folder.root)
        #expect(list.exitCode == 0 && list.output.contains("dns.underlay-53"))
        for id in ["leak.ipv4-direct", "capture.truncated", "usage.argument"] {
            let run = try Run(["explain", id], in: folder.root)
            #expect(run.exitCode == 0 && run.output.contains(id))
        }
        let leaks = try Run(["lab", "list"], in: folder.root)
        #expect(leaks.exitCode == 0 && leaks.output.contains("dns-isp"))
        #expect(try Run(["explain", "no.such"], in: folder.root).exitCode == 2)
        #expect(try Run(["version"], in: folder.root).output.contains("0.1.0"))
        #expect(try Run(["frobnicate"], in: folder.root).exitCode == 2)
        let help = try Run(["analyze", "--help"], in: folder.root)
        #expect(help.exitCode == 0 && help.output.contains("--outer"))
    }
}
