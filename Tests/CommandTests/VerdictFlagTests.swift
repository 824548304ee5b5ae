internal import Foundation
internal import Testing

/// Flags that change what a verdict means, and how much of it is told.
struct VerdictFlagTests {
    /// A machine on which the required check of DNS cannot be decided.
    private func unproven() throws -> Scene {
        var scene = try Scene()
        scene.inside = MadeCapture()
        scene.inside.add(Array(Scene.stray.dropFirst(14)))
        return scene
    }

    private func judge(_ scene: Scene, _ flags: [String], policy: String = "") throws -> Run {
        try scene.folder.write(policy, as: "policy.yaml")
        return try scene.analyze(
            nil, Scene.outer + Scene.host + flags + ["--policy", "policy.yaml"])
    }

    @Test(
        arguments: [([], 3), (["--strict"], 1), (["--allow-inconclusive"], 0)]
            as [([String], Int32)])
    func notProvenEndsAsTheFlagsSay(_ flags: [String], _ code: Int32) throws {
        let run = try judge(unproven(), flags)
        #expect(run.exitCode == code)
        #expect(try run.report.verdict == "inconclusive")
        #expect(try run.report.run.exit_code == Int(code))
    }

    @Test func strictTakesEveryUndecidedCheck() throws {
        let sealed = try Scene()
        #expect(try judge(sealed, []).exitCode == 0)
        #expect(try judge(sealed, ["--strict"]).exitCode == 1)
    }

    @Test(
        arguments: [
            ([], 1), (["--fail-on", "notice"], 1),
            // A required check that has failed has not passed.
            (["--fail-on", "never"], 3), (["--fail-on", "never", "--allow-inconclusive"], 0),
        ]
            as [([String], Int32)])
    func aLeakCountsFromTheLevelOn(_ flags: [String], _ code: Int32) throws {
        #expect(try judge(try Scene(strays: 1), flags).exitCode == code)
    }

    @Test func flagsWinOverThePolicy() throws {
        let leak = try Scene(strays: 1)
        #expect(try judge(leak, [], policy: "fail_on: never\n").exitCode == 3)
        #expect(try judge(leak, ["--fail-on", "leak"], policy: "fail_on: never\n").exitCode == 1)
        let allowed = try judge(
            unproven(), ["--allow-inconclusive"], policy: "strict: true\n")
        #expect(allowed.exitCode == 0)
    }

    @Test(arguments: [
        ["--strict", "--allow-inconclusive"], ["--fail-on", "medium"], ["--fail-on"],
    ])
    func flagsThatMeanNothingAreRefused(_ flags: [String]) throws {
        #expect(try Scene().analyze(nil, Scene.outer + flags).exitCode == 2)
    }

    @Test func quietTellsTheHeadlineAlone() throws {
        let scene = try Scene(strays: 2)
        // A cut file, of which a warning would be told.
        try scene.write(Array(scene.outside.pcap().dropLast(1)))
        let flags = ["analyze", "eth0.pcap"] + Scene.outer + Scene.host + Scene.tunnel
        let quiet = try Run(flags + ["-q"], in: scene.folder.root)
        #expect(quiet.exitCode == 1 && quiet.errors.isEmpty)
        #expect(quiet.output.hasPrefix("LEAK "))
        #expect(quiet.output.contains("Assurance") && !quiet.output.contains("F1"))
        let silent = try Run(flags + ["-qq", "-o", "a.json"], in: scene.folder.root)
        #expect(silent.exitCode == 1 && silent.errors.isEmpty && silent.output.isEmpty)
        #expect(try scene.folder.names.contains("a.json"))
    }

    @Test func verboseTellsOfTheWorkOnTheErrorStream() throws {
        let scene = try Scene()
        let run = try scene.analyze(nil, Scene.outer + Scene.host + ["-v"])
        #expect(run.errors.contains("read eth0.pcap in "))
        #expect(try run.report.verdict == "pass")
    }

    @Test(.enabled(if: geteuid() == 0, "only root can give files away"))
    func underSudoFilesBelongToTheCaller() throws {
        let scene = try Scene()
        try scene.write(scene.outside.pcap())
        try scene.folder.write("victim", as: "victim")
        try FileManager.default.createSymbolicLink(
            atPath: scene.folder.path("b.json"), withDestinationPath: "victim")
        let run = try Run(
            ["analyze", "eth0.pcap", "-qq", "-o", "a.json", "-o", "b.json", "-o", "rec/"]
                + Scene.outer + Scene.host + Scene.tunnel, in: scene.folder.root,
            environment: ["SUDO_UID": "1234", "SUDO_GID": "1235"])
        #expect(run.exitCode == 0, "\(run.errors)")
        let inner = try FileManager.default.contentsOfDirectory(atPath: scene.folder.path("rec"))
        #expect(inner.contains("manifest.json"))
        for name in ["a.json", "b.json", "rec"] + inner.map({ "rec/" + $0 }) {
            let facts = try FileManager.default.attributesOfItem(atPath: scene.folder.path(name))
            #expect(facts[.ownerAccountID] as? Int == 1234, "\(name)")
            #expect(facts[.groupOwnerAccountID] as? Int == 1235, "\(name)")
            #expect(facts[.type] as? FileAttributeType != .typeSymbolicLink, "\(name)")
        }
        // A link that stood there was replaced, and what it named is as it was.
        let victim = try FileManager.default.attributesOfItem(
            atPath: scene.folder.path("victim"))
        #expect(victim[.ownerAccountID] as? Int == 0)
        let text = try String(contentsOfFile: scene.folder.path("victim"), encoding: .utf8)
        #expect(text == "victim")
    }

    @Test(arguments: ["", "-1", "12x", "99999999999"])
    func aCallerWhoIsNoNumberIsNobody(_ user: String) throws {
        let scene = try Scene()
        try scene.write(scene.outside.pcap())
        let run = try Run(
            ["analyze", "eth0.pcap", "-qq", "-o", "a.json"] + Scene.outer + Scene.host
                + Scene.tunnel, in: scene.folder.root,
            environment: ["SUDO_UID": user, "SUDO_GID": "1235"])
        #expect(run.exitCode == 0)
        let facts = try FileManager.default.attributesOfItem(atPath: scene.folder.path("a.json"))
        #expect(facts[.ownerAccountID] as? Int == Int(geteuid()))
    }
}
