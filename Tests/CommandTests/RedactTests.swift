internal import Evidence
internal import Foundation
internal import Testing
internal import Wire

/// `--redact`: what is masked in which file, who may read it, and what cannot be had back.
struct RedactTests {
    private static let own = [Specimen.address.description, "02:00:00:00:50:0c"]

    @Test func aPageCanBeSharedAndTheRestIsForItsOwner() throws {
        let folder = try Self.judged(["-o", "run.html", "-o", "run.json", "-o", "run.txt"])
        let page = try Self.text("run.html", folder)
        #expect(Self.own.allSatisfy { !page.contains($0) })
        #expect(page.contains("own-address-1") && page.contains("masked in this file."))
        #expect(page.contains("203.0.113.10"))
        for name in ["run.json", "run.txt"] {
            #expect(try Self.text(name, folder).contains(Self.own[0]), "\(name)")
            #expect(try Self.mode(name, folder) == 0o600, "\(name)")
        }
        #expect(try Self.mode("run.html", folder) == Self.mode("tun.pcap", folder))
    }

    @Test(arguments: ["share", "strict"]) func whatIsAskedForHoldsForEveryFile(level: String) throws
    {
        let names = ["run.html", "run.json", "run.txt"]
        let folder = try Self.judged(names.flatMap { ["-o", $0] } + ["--redact", level])
        for name in names {
            let text = try Self.text(name, folder)
            #expect(Self.own.allSatisfy { !text.contains($0) }, "\(name)")
            #expect(text.contains("own-address-1"), "\(name)")
            #expect(text.contains("203.0.113.10") == (level == "share"), "\(name)")
            #expect(try Self.mode(name, folder) == Self.mode("tun.pcap", folder), "\(name)")
        }
    }

    @Test func standardOutputIsMaskedWhereThatIsAsked() throws {
        let scene = try Scene(strays: 1)
        for format in ["text", "json"] {
            let bare = try Self.run(scene, ["-f", format])
            #expect(bare.output.contains(Self.own[0]))
            let masked = try Self.run(scene, ["-f", format, "--redact", "share"])
            #expect(Self.own.allSatisfy { !masked.output.contains($0) })
            #expect(masked.output.contains("own-address-1"))
        }
    }

    @Test func aPageThatIsNotMaskedIsForItsOwner() throws {
        let folder = try Self.judged(["-o", "run.html", "--redact", "none"])
        #expect(try Self.text("run.html", folder).contains(Self.own[0]))
        #expect(try Self.mode("run.html", folder) == 0o600)
    }

    @Test(arguments: ["none", "share", "strict"])
    func aStoredReportIsMaskedAsTheRunMasksIt(level: String) throws {
        let scene = try Scene(strays: 3)
        let flags = ["-o", "run.html", "-o", "run.json"]
        // The command line is a part of the page, and the flag a part of the command line.
        let stored = try Self.run(scene, flags)
        #expect(stored.exitCode == 1)
        let folder = scene.folder
        let run = try Run(
            ["report", "run.json", "-o", "again.html", "--redact", level], in: folder.root)
        #expect(run.exitCode == 0 && run.errors.isEmpty, "\(run.errors)")
        let isSame = try Self.text("again.html", folder) == Self.text("run.html", folder)
        #expect(isSame == (level == "share"))
        #expect(try Self.text("again.html", folder).contains(Self.own[0]) == (level == "none"))
        let plain = try Self.mode("tun.pcap", folder)
        #expect(try Self.mode("again.html", folder) == (level == "none" ? 0o600 : plain))
    }

    @Test func whatIsMaskedCannotBeHadBack() throws {
        let folder = try Self.judged(["-o", "masked.json", "--redact", "share"])
        for level in ["none", "strict"] {
            let run = try Run(
                ["report", "masked.json", "-o", "run.html", "--redact", level], in: folder.root)
            #expect(run.exitCode == 2)
            #expect(run.errors.contains("masked.json was masked as share"), "\(run.errors)")
            #expect(run.errors.contains("report.masked"))
            #expect(try !folder.names.contains("run.html"))
        }
        for flags in [[], ["--redact", "share"]] {
            let run = try Run(["report", "masked.json", "-o", "run.html"] + flags, in: folder.root)
            #expect(run.exitCode == 0)
            #expect(try Self.text("run.html", folder).contains("masked in this file."))
        }
    }

    @Test func whereTheOwnerIsNotKnownThatIsSaid() throws {
        let folder = try Self.judged(["-o", "run.json"])
        let parsed = try JSONSerialization.jsonObject(
            with: Data(Self.text("run.json", folder).utf8))
        var report = try #require(parsed as? [String: Any])
        var part = try #require(report["run"] as? [String: Any])
        #expect(part["identifiers"] != nil)
        part["identifiers"] = nil
        part["redaction"] = nil
        report["run"] = part
        let old = try JSONSerialization.data(withJSONObject: report)
        try folder.write([UInt8](old), as: "old.json")
        let run = try Run(["report", "old.json", "-o", "old.html"], in: folder.root)
        #expect(run.exitCode == 0)
        #expect(run.errors.contains("report.own_unknown"), "\(run.errors)")
        #expect(try Self.text("old.html", folder).contains("does not say what is this machine"))
        #expect(try Self.mode("old.html", folder) == 0o600)
    }

    @Test func aPageOfARunThatJudgedNothingIsForItsOwner() throws {
        let scene = try Scene()
        try scene.write(Array("no capture".utf8))
        let run = try Run(
            ["analyze", "eth0.pcap", "-o", "run.html"] + Scene.outer, in: scene.folder.root)
        #expect(run.exitCode == 4)
        let page = try Self.text("run.html", scene.folder)
        #expect(page.contains("does not say what is this machine"))
        #expect(try Self.mode("run.html", scene.folder) == 0o600)
    }

    @Test func aLevelThatIsNoneIsRefused() throws {
        let scene = try Scene()
        let run = try Self.run(scene, ["--redact", "all"])
        #expect(run.exitCode == 2)
        #expect(run.errors.contains("--redact is none"))
    }

    /// A leak, judged with these flags.
    private static func judged(_ flags: [String]) throws -> TemporaryFolder {
        let scene = try Scene(strays: 3)
        let run = try Self.run(scene, flags)
        #expect(run.exitCode == 1, "\(run.errors)")
        return scene.folder
    }

    private static func run(_ scene: Scene, _ flags: [String]) throws -> Run {
        try scene.write(scene.outside.pcap())
        return try Run(
            ["analyze", "eth0.pcap"] + flags + Scene.outer + Scene.host + Scene.tunnel,
            in: scene.folder.root, environment: ["SOURCE_DATE_EPOCH": "1795361402"])
    }

    private static func text(_ name: String, _ folder: TemporaryFolder) throws -> String {
        try String(contentsOfFile: folder.path(name), encoding: .utf8)
    }

    private static func mode(_ name: String, _ folder: TemporaryFolder) throws -> Int? {
        let facts = try FileManager.default.attributesOfItem(atPath: folder.path(name))
        return facts[.posixPermissions] as? Int
    }
}
