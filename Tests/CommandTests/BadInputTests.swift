internal import Evidence
internal import Testing
internal import Wire

/// Captures that cannot be judged, or not wholly: each is told apart, and none ends in "sealed".
struct BadInputTests {
    @Test func aSoundCaptureIsSealed() throws {
        let run = try Scene().analyze()
        #expect(run.exitCode == 0)
        #expect(try run.report.verdict == "pass")
        #expect(try run.report.gapCodes.isEmpty)
        #expect(run.errors.isEmpty)
    }

    @Test func aStrayFrameIsALeak() throws {
        let run = try Scene(strays: 3).analyze()
        #expect(run.exitCode == 1)
        #expect(try run.report.finding("leak.ipv4-direct")?.packet_count == 3)
    }

    @Test(arguments: [
        ("text", Array("this is no capture at all".utf8), "is not a capture"),
        ("gzip", [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2, 3, 4], "compressed"),
        ("header cut", [0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0], "truncated-header"),
        ("three bytes", [1, 2, 3], "not-a-capture"),
        (
            "random", (0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 151 ^ $0 >> 3) },
            "not a capture"
        ),
    ])
    func whatIsNoCaptureIsRefused(_ name: String, _ bytes: [UInt8], _ told: String) throws {
        try expectRefusal(Scene().analyze(bytes), "capture.not_a_capture", told)
    }

    @Test func aFileWithoutAByteIsRefused() throws {
        try expectRefusal(Scene().analyze([]), "capture.empty", "empty")
    }

    @Test func aMissingFileIsRefused() throws {
        let scene = try Scene()
        let run = try Run(
            ["analyze", "absent.pcap", "-f", "json"] + Scene.outer, in: scene.folder.root)
        try expectRefusal(run, "capture.unreadable", "No such file")
    }

    @Test func aMissingTunnelCaptureIsRefused() throws {
        let scene = try Scene()
        let run = try scene.analyze(
            nil, Scene.outer + Scene.host + ["--tunnel", "absent.pcap"], with: false)
        try expectRefusal(run, "capture.unreadable", "absent.pcap")
    }

    @Test func aTunnelCaptureThatIsNoneIsRefused() throws {
        let scene = try Scene()
        try scene.folder.write("no capture", as: "bad.pcap")
        let run = try scene.analyze(
            nil, Scene.outer + Scene.host + ["--tunnel", "bad.pcap"], with: false)
        try expectRefusal(run, "capture.not_a_capture", "bad.pcap")
    }

    @Test func anUnknownLinkTypeIsRefused() throws {
        let scene = try Scene()
        // 127 is 802.11 with radiotap.
        try expectRefusal(
            scene.analyze(scene.outside.pcap(LinkType(rawValue: 127))), "capture.link_type", "127")
    }

    @Test func mixedLinkTypesAreRefusedUntilTheTunnelIsNamed() throws {
        var scene = try Scene(strays: 2)
        for entry in scene.inside.entries {
            scene.outside.add(entry.bytes, interface: 1)
        }
        let file = scene.outside.pcapng([("eth0", .ethernet), ("wg0", .raw)])
        try expectRefusal(
            scene.analyze(file, Scene.outer, with: false), "capture.mixed_link_types", "wg0")
        let run = try scene.analyze(file, Scene.outer + ["--tunnel-if", "wg0"], with: false)
        #expect(run.exitCode == 1)
        #expect(try run.report.finding("leak.ipv4-direct")?.packet_count == 2)
        #expect(try run.report.gapCodes.isEmpty)
    }

    @Test func anInterfaceThatIsNotThereIsRefused() throws {
        let scene = try Scene()
        try expectRefusal(
            scene.analyze(scene.outside.pcapng(), Scene.outer + ["--tunnel-if", "wg9"]),
            "capture.no_interface", "eth0")
    }

    @Test(arguments: ["02:00:00:00:50:99", "192.0.2.99", "2001:db8::99"])
    func aHostThatNeverSendsIsRefused(_ name: String) throws {
        try expectRefusal(
            Scene().analyze(nil, Scene.outer + ["--host", name]), "capture.host_unseen", name)
    }

    @Test func withoutHostAndOuterFlowNobodyKnowsWhoSends() throws {
        let flags = ["--outer", "203.0.113.99:51820,udp"]
        try expectRefusal(Scene().analyze(nil, flags), "capture.no_host", "--host")
    }

    @Test func anOuterFlowThatIsNotThereIsNeverSealed() throws {
        var scene = try Scene()
        scene.outside = MadeCapture()
        for _ in 0..<5 { scene.outside.add(Scene.answer) }
        scene.outside.add(Specimen.sent.frame(EtherType.arp, Array(repeating: 0, count: 28)))
        try expectDoubt(scene.analyze(), "capture.outer_unseen")
    }

    @Test func aSecondSenderToTheOuterFlowIsRefused() throws {
        var scene = try Scene()
        let other = FrameBuilder(from: Specimen.stranger, to: Specimen.router)
        scene.outside.add(
            other.udp(IPAddress(v4: 0xc0a8_3266), 9, Specimen.entry, 51_820, [4, 0, 0, 0]))
        try expectRefusal(scene.analyze(nil, Scene.outer), "capture.no_host", "More than one")
        #expect(try scene.analyze().exitCode == 0)
    }

    @Test(arguments: [1, 15, 17, 40])
    func aCaptureThatEndsInARecordIsJudgedUpToThere(_ missing: Int) throws {
        let scene = try Scene()
        try expectDoubt(
            scene.analyze(Array(scene.outside.pcap().dropLast(missing))), "capture.truncated")
        var leaky = try Scene(strays: 3)
        leaky.outside.add(Scene.received)
        let file = Array(leaky.outside.pcap().dropLast(missing))
        try expectLeak(leaky.analyze(file), 3, "capture.truncated")
    }

    @Test func aCutTunnelCaptureCannotSeal() throws {
        let scene = try Scene()
        try scene.folder.write(Array(scene.inside.pcap(.raw).dropLast(1)), as: "cut.pcap")
        let run = try scene.analyze(
            nil, Scene.outer + Scene.host + ["--tunnel", "cut.pcap"] + Scene.tunnel, with: false)
        try expectDoubt(run, "capture.truncated")
    }

    @Test func aDamagedRecordEndsTheReadingThere() throws {
        var scene = try Scene()
        let before = scene.outside.pcap().count
        scene.outside.add(Scene.stray)
        var file = scene.outside.pcap()
        // The record's captured length becomes 2 GiB.
        file[before + 11] = 0x7f
        try expectDoubt(scene.analyze(file), "capture.truncated")
        var leaky = try Scene(strays: 2)
        let end = leaky.outside.pcap().count
        leaky.outside.add(Scene.sent)
        file = leaky.outside.pcap()
        file[end + 11] = 0x7f
        try expectLeak(leaky.analyze(file), 2, "capture.truncated")
    }

    @Test func timeGoingBackwardsIsTold() throws {
        var scene = try Scene()
        scene.outside.add(Scene.sent, at: MadeCapture.start - 5_000_000_000)
        try expectDoubt(scene.analyze(), "capture.time_backwards")
        scene.outside.add(Scene.stray)
        try expectLeak(scene.analyze(), 1, "capture.time_backwards")
    }

    @Test func timeGoingBackwardsInsideTheTunnelIsToldByTheNameOfItsFile() throws {
        var scene = try Scene()
        let spare = scene.inside
        scene.inside.add(scene.inside.entries[0].bytes, at: MadeCapture.start - 5_000_000_000)
        // A second file of the tunnel begins before the first one ends, and that is no jump.
        try scene.folder.write(spare.pcap(.raw), as: "spare.pcap")
        let flags = Scene.outer + Scene.host
        let run = try scene.analyze(nil, flags + ["--tunnel", "spare.pcap"])
        try expectDoubt(run, "capture.time_backwards")
        let gaps = try run.report.coverage.gaps
        #expect(gaps.count == 1)
        #expect(gaps[0].text.hasPrefix("In tun.pcap, time goes backwards 1 times"))
        #expect(gaps[0].text.contains("first at frame 4,"))
        scene.inside = spare
        #expect(try scene.analyze(nil, flags + ["--tunnel", "spare.pcap"]).exitCode == 0)
    }

    @Test func reorderingWithinAMillisecondIsNone() throws {
        var scene = try Scene()
        let last = scene.outside.entries[39].time
        scene.outside.add(Scene.sent, at: last - 1_000_000)
        #expect(try scene.analyze().exitCode == 0)
    }

    @Test func framesCutInTheirHeadersCannotSeal() throws {
        var scene = try Scene()
        scene.outside.add(Array(Scene.stray.prefix(20)), original: Scene.stray.count)
        try expectDoubt(scene.analyze(), "capture.snaplen")
        scene.outside.add(Scene.stray)
        try expectLeak(scene.analyze(), 1, "capture.snaplen")
    }

    @Test func framesCutInTheirPayloadAreJudged() throws {
        var scene = try Scene()
        let cut = scene.outside.mapped { entry in
            var entry = entry
            entry.original = entry.bytes.count
            entry.bytes = Array(entry.bytes.prefix(60))
            return entry
        }
        #expect(try scene.analyze(cut.pcap()).exitCode == 0)
        scene.outside = cut
        let whole = Specimen.sent.tcp(
            Specimen.address, 40_000, Specimen.server, 443, Array(repeating: 7, count: 900))
        scene.outside.add(Array(whole.prefix(60)), original: whole.count)
        try expectLeak(scene.analyze(), 1, "capture.snaplen")
    }

    @Test func framesCutBeforeTheirPortsAreStillALeak() throws {
        var scene = try Scene()
        scene.outside.add(Array(Scene.stray.prefix(36)), original: Scene.stray.count)
        let run = try scene.analyze()
        #expect(run.exitCode == 1)
    }

    @Test func framesThatTheTapLostCannotSeal() throws {
        let scene = try Scene()
        #expect(try scene.analyze(scene.outside.pcapng(dropped: 0)).exitCode == 0)
        try expectDoubt(scene.analyze(scene.outside.pcapng(dropped: 1)), "capture.dropped")
        let leaky = try Scene(strays: 1)
        try expectLeak(leaky.analyze(leaky.outside.pcapng(dropped: 1)), 1, "capture.dropped")
    }

    @Test func aCaptureWithoutAFrameIsNeverSealed() throws {
        try expectDoubt(Scene().analyze(MadeCapture().pcap()), "capture.outer_unseen")
    }

    @Test func withoutATunnelCaptureNothingIsProven() throws {
        let run = try Scene().analyze(nil, Scene.outer + Scene.host, with: false)
        #expect(run.exitCode == 3)
        let check = try run.report.checks.first { $0.id == "leak.ipv4-direct" }
        #expect(check?.reason_code == "control.tunnel_class")
        let leaky = try Scene(strays: 2)
        #expect(try leaky.analyze(nil, Scene.outer + Scene.host, with: false).exitCode == 1)
    }

    /// Expects exit code 4, a trouble on standard error that names the code, and a report that
    /// judged nothing.
    private func expectRefusal(
        _ run: Run, _ code: String, _ told: String, location: SourceLocation = #_sourceLocation
    ) throws {
        #expect(run.exitCode == 4, sourceLocation: location)
        #expect(run.errors.hasPrefix("error: "), sourceLocation: location)
        #expect(run.errors.contains("explain \(code)\n"), sourceLocation: location)
        #expect(
            run.errors.replacing("\n  ", with: " ").contains(told), "\(run.errors)",
            sourceLocation: location)
        let report = try run.report
        #expect(report.verdict == "error", sourceLocation: location)
        #expect(report.error?.code == code, sourceLocation: location)
        #expect(report.run.exit_code == 4, sourceLocation: location)
        #expect(report.checks.isEmpty && report.findings.isEmpty, sourceLocation: location)
    }

    /// Expects exit code 3 for this one gap, which standard error warns of.
    private func expectDoubt(
        _ run: Run, _ code: String, location: SourceLocation = #_sourceLocation
    ) throws {
        #expect(run.exitCode == 3, sourceLocation: location)
        let report = try run.report
        #expect(report.verdict == "inconclusive", sourceLocation: location)
        #expect(Set(report.gapCodes) == [code], sourceLocation: location)
        #expect(report.leaks.isEmpty, sourceLocation: location)
        #expect(run.errors.hasPrefix("warning: "), sourceLocation: location)
        #expect(run.errors.contains("explain \(code)\n"), sourceLocation: location)
    }

    /// Expects that a leak stands although there is this gap.
    private func expectLeak(
        _ run: Run, _ packets: Int, _ code: String, location: SourceLocation = #_sourceLocation
    ) throws {
        #expect(run.exitCode == 1, sourceLocation: location)
        let report = try run.report
        #expect(report.verdict == "fail", sourceLocation: location)
        #expect(Set(report.gapCodes) == [code], sourceLocation: location)
        #expect(
            report.finding("leak.ipv4-direct")?.packet_count == packets, sourceLocation: location)
    }
}
