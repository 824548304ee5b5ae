internal import Testing

/// Which checks are judged, and what becomes of the others.
struct SelectionTests {
    @Test(arguments: [
        (["--only", "dns"], ["dns."], ""),
        (["--only", "leak.ntp, dns.underlay-53"], ["dns.underlay-53", "leak.ntp"], ""),
        (["--only", "leak.ntp", "--only", "metadata"], ["leak.ntp", "metadata."], ""),
        (["--only", "dns", "--skip", "dns.underlay-53"], ["dns."], "dns.underlay-53"),
    ])
    func onlyWhatIsAskedForIsReported(
        _ flags: [String], _ beginnings: [String], _ without: String
    ) throws {
        let scene = try Scene()
        let all = try scene.analyze().report.checks.map(\.id)
        let report = try scene.analyze(nil, Scene.outer + Scene.host + flags).report
        let ids = all.filter { id in
            id != without && beginnings.contains { id.hasPrefix($0) }
        }
        #expect(!ids.isEmpty && report.checks.map(\.id) == ids)
        #expect(report.limits.contains { $0.reason_code == "scope.not_asked" })
    }

    @Test func whatIsSkippedIsLeftOutAlone() throws {
        let scene = try Scene()
        let all = try scene.analyze().report
        let rest = try scene.analyze(nil, Scene.outer + Scene.host + ["--skip", "dns,leak.ntp"])
            .report
        #expect(
            rest.checks.map(\.id)
                == all.checks.map(\.id).filter { !$0.hasPrefix("dns.") && $0 != "leak.ntp" })
        #expect(!all.limits.contains { $0.reason_code == "scope.not_asked" })
    }

    @Test func aRequiredCheckThatIsLeftOutDropsOut() throws {
        var scene = try Scene()
        // No DNS inside: the required check of it is not decided.
        scene.inside = MadeCapture()
        scene.inside.add(Array(Scene.stray.dropFirst(14)))
        #expect(try scene.analyze().exitCode == 3)
        let skipped = try scene.analyze(nil, Scene.outer + Scene.host + ["--skip", "dns"])
        #expect(skipped.exitCode == 0)
        // Where none of the required is left, every one that was named is.
        let named = try scene.analyze(nil, Scene.outer + Scene.host + ["--only", "leak.ntp"])
        #expect(named.exitCode == 3)
    }

    @Test func aFrameStaysWithItsFirstCauseAndIsTold() throws {
        var scene = try Scene()
        scene.outside.add(Scene.query)
        #expect(try scene.analyze().report.check("dns.underlay-53")?.verdict == "fail")
        // It claims the look-up as well, behind the check of look-ups.
        let run = try scene.analyze(
            nil, Scene.outer + Scene.host + ["--only", "leak.ipv4-direct"])
        let report = try run.report
        #expect(run.exitCode == 0 && report.findings.isEmpty)
        #expect(report.check("leak.ipv4-direct")?.verdict == "pass")
        let limit = try #require(report.limits.first { $0.reason_code == "scope.not_asked" })
        #expect(limit.text.contains("1 packet outside the tunnel belongs to them"))
        let flags = Scene.outer + Scene.host + Scene.tunnel + ["--only", "leak.ipv4-direct", "-q"]
        let text = try Run(["analyze", "eth0.pcap"] + flags, in: scene.folder.root)
        #expect(text.output.contains("Nothing of what was asked for left outside the tunnel"))
    }

    @Test(arguments: [
        (["--only", "dsn"], "Did you mean \"dns\"?"),
        (["--skip", "leak.ipv5-direct"], "Did you mean \"leak.ipv4-direct\"?"),
        (["--only", "leak.zzzzzzzzzz"], "Nearest: leak."),
        (["--only", "dns,"], "no area is called \"\""),
        (["--only", "dns", "--skip", "dns"], "no check is left"),
        (["--only", "exit.identity"], "need a live run"),
    ])
    func anUnknownWordIsRefusedWithWhatWasMeant(_ flags: [String], _ text: String) throws {
        let run = try Scene().analyze(nil, Scene.outer + Scene.host + flags)
        #expect(run.exitCode == 2)
        #expect(run.output.isEmpty)
        #expect(run.errors.contains(text), "\(run.errors)")
    }
}
