internal import Evidence
internal import Foundation
internal import Testing
internal import Wire

/// Recordings that `-o NAME/` writes: judged like the captures they hold, and whole or not there.
struct SealTests {
    @Test(arguments: RecordedCapture.all)
    func aSealedRunIsJudgedLikeItsCaptures(_ capture: RecordedCapture) throws {
        for flags in [
            capture.flags, capture.flags(without: "--host"), capture.flags(without: "--stage"),
        ] {
            try expectTheSame([capture.capture] + flags, in: capture.folder)
        }
    }

    @Test(arguments: SealedRecording.some)
    func soAreCapturesOfSeveralInterfaces(_ recording: SealedRecording) throws {
        try expectTheSame(["evidence.pcapng"] + recording.flags, in: recording.path)
    }

    @Test func framesKeepTheirDirectionAndTheirTime() throws {
        // Without a host, only the flags of a frame say who sent it.
        var scene = try Scene(strays: 2)
        scene.outside = scene.outside.mapped { entry in
            var entry = entry
            entry.direction = entry.bytes == Scene.received ? .inbound : .outbound
            entry.time += 7
            return entry
        }
        try scene.write(scene.outside.pcapng(dropped: 0))
        let flags = Scene.outer + Scene.tunnel
        let report = try expectTheSame(["eth0.pcap"] + flags, in: scene.folder.root)
        let finding = try #require(report.finding("leak.ipv4-direct"))
        #expect(finding.first_seen_at.hasSuffix("000007Z"))
        #expect(finding.confidence == "certain")
    }

    @Test func theHostIsFoundBehindTheFramesOfTheTunnel() throws {
        // More frames inside than are looked through for the host, one of them re-routed.
        var scene = try Scene(strays: 2)
        let packet = Array(
            Specimen.sent.udp(Specimen.inner, 40_000, Specimen.server, 4000, [1]).dropFirst(14))
        for _ in 0..<66_000 { scene.inside.add(packet) }
        scene.inside.add(
            Array(Specimen.sent.tcp(Specimen.address, 1, Specimen.server, 443, []).dropFirst(14)))
        try scene.write(scene.outside.pcap())
        for host in [[], Scene.host, ["--host", "\(Specimen.address)"]] {
            let flags = Scene.outer + host + Scene.tunnel
            let report = try expectTheSame(["eth0.pcap"] + flags, in: scene.folder.root)
            #expect(report.finding("leak.ipv4-direct")?.packet_count == 2)
            #expect(report.finding("leak.inner-source") == nil)
        }
    }

    @Test func cookedFramesStayCooked() throws {
        // The link layer tells who sends, although nothing is sent to the outer flow; the tunnel's
        // frames beside it do not.
        var scene = try Scene()
        scene.outside = MadeCapture()
        // A request for a lease that names nobody: whoever sends it must be known for a pass.
        let request: [UInt8] =
            [1, 1, 6, 0] + Array(repeating: 0, count: 232) + [99, 130, 83, 99, 53, 1, 3, 255]
        let lease = Specimen.sent.udp(IPAddress(v4: 0), 68, IPAddress(v4: .max), 67, request)
        for frame in [Scene.received, Scene.stray, lease] {
            scene.outside.add(LinkTests.sll2(frame))
        }
        try scene.write(scene.outside.pcap(.linuxSLL2))
        let flags = Scene.outer + Scene.tunnel
        let silent = try expectTheSame(["eth0.pcap"] + flags, in: scene.folder.root)
        #expect(silent.finding("leak.ipv4-direct")?.packet_count == 1)
        #expect(silent.check("leak.dhcp-identity")?.verdict == "pass")
        // A capture of any interface, with the tunnel's own frames in it.
        scene.outside.add(LinkTests.sll2(Scene.sent))
        for entry in scene.inside.entries {
            scene.outside.add(
                [8, 0, 0, 0, 0, 0, 0, 5, 0xff, 0xfe, 4, 0] + Array(repeating: 0, count: 8)
                    + entry.bytes)
        }
        try scene.write(scene.outside.pcap(.linuxSLL2))
        try expectTheSame(["eth0.pcap"] + flags, in: scene.folder.root)
    }

    @Test func anEmptyUnderlayIsSealedAsSuch() throws {
        let scene = try Scene()
        try scene.write(MadeCapture().pcap())
        let flags = Scene.outer + Scene.host + Scene.tunnel
        let empty = try expectTheSame(["eth0.pcap"] + flags, in: scene.folder.root)
        #expect(empty.gapCodes == ["capture.outer_unseen"])
    }

    @Test func whatCouldNotBeSeenStaysUnseen() throws {
        let scene = try Scene()
        try scene.write(scene.outside.pcapng(dropped: 3))
        let flags = Scene.outer + Scene.host + Scene.tunnel
        let lossy = try expectTheSame(["eth0.pcap"] + flags, in: scene.folder.root)
        #expect(lossy.gapCodes == ["capture.dropped"])
        try scene.write(Array(scene.outside.pcap().dropLast(3)))
        let cut = try expectTheSame(["eth0.pcap"] + flags, in: scene.folder.root)
        #expect(cut.gapCodes == ["capture.truncated"])
        var jumping = scene
        jumping.inside.add(scene.inside.entries[0].bytes, at: MadeCapture.start - 5_000_000_000)
        try jumping.write(scene.outside.pcap())
        let jump = try expectTheSame(["eth0.pcap"] + flags, in: scene.folder.root)
        #expect(jump.gapCodes == ["capture.time_backwards"])
    }

    @Test func anUnderlayIsNeverTakenForATunnelByItsName() throws {
        // Both files call their interface eth0; a tunnel's own may even be called lo.
        for name in ["eth0", "lo"] {
            let scene = try Scene(strays: 2)
            try scene.folder.write(scene.outside.pcapng(), as: "eth0.pcap")
            try scene.folder.write(scene.inside.pcapng([(name, .raw)]), as: "tun.pcap")
            let flags = Scene.outer + Scene.host + Scene.tunnel
            let report = try expectTheSame(["eth0.pcap"] + flags, in: scene.folder.root)
            #expect(report.finding("leak.ipv4-direct")?.packet_count == 2)
        }
        // A file without names gets that of the file, which does not make it the loopback.
        let scene = try Scene(strays: 2)
        try scene.folder.write(scene.outside.pcap(), as: "lo")
        let report = try expectTheSame(["lo"] + Scene.outer + Scene.host, in: scene.folder.root)
        #expect(report.finding("leak.ipv4-direct")?.packet_count == 2)
    }

    @Test func itsFolderIsForItsOwnerAloneAndVouchesForEachFile() throws {
        let scene = try sealed(Scene(strays: 2))
        let names = try FileManager.default.contentsOfDirectory(atPath: scene.path("run")).sorted()
        #expect(names == ["evidence.pcapng", "ledger.json", "manifest.json"])
        #expect(try mode(scene.path("run")) == 0o700)
        for name in names { #expect(try mode(scene.path("run/" + name)) == 0o600) }
        #expect(try !scene.names.contains { $0.hasSuffix(".part") })
        let manifest = try object(scene.path("run/manifest.json"))
        #expect(manifest["tool_version"] as? String == "0.1.0")
        #expect(manifest["host"] as? [String] == ["02:00:00:00:50:0c"])
        #expect(manifest["outer"] as? [String] == ["203.0.113.10:51820,udp"])
        let files = try #require(manifest["files"] as? [String: String])
        #expect(Set(files.keys) == ["evidence.pcapng", "ledger.json"])
        for (name, hash) in files {
            #expect(SHA256.digits(ofFile: scene.path("run/" + name)) == hash)
        }
    }

    @Test func itsLedgerHoldsTheTotalsAndTheViolatingFlows() throws {
        let folder = try sealed(Scene(strays: 2))
        let ledger = try object(folder.path("run/ledger.json"))
        let flows = try #require(ledger["violations"] as? [[String: Any]])
        #expect(flows.count == 1)
        #expect(flows[0]["remote"] as? String == "203.0.113.80")
        #expect(flows[0]["remote_port"] as? Int == 443)
        #expect(flows[0]["packets"] as? Int == 2)
        // Three frames of the tunnel's capture come before the forty of the tunnel outside.
        #expect(flows[0]["first_frame"] as? Int == 44)
        #expect(flows[0]["last_frame"] as? Int == 45)
        let totals = try #require(ledger["totals"] as? [[String: Any]])
        #expect(
            totals.contains { $0["role"] as? String == "tunnel" && $0["class"] as? String == "dns" }
        )
        #expect(totals.contains { $0["interface"] as? String == "eth0.pcap" })
        let expected = try #require(ledger["expected"] as? [[String: Any]])
        #expect(Set(expected.compactMap { $0["kind"] as? String }).contains("outer-0-sent"))
    }

    @Test func aNameFromOutsideCannotSpoilTheFiles() throws {
        // A quotation mark that is one character with the skin tone behind it, a line and an escape.
        for name in ["\"\u{1f3fb}, \\", "a\nb\u{1b}[31m", String(repeating: "\u{e9}", count: 250)] {
            let scene = try Scene(strays: 2)
            try scene.write(scene.outside.pcapng([(name, .ethernet)]))
            let flags = Scene.outer + Scene.host + Scene.tunnel
            try expectTheSame(["eth0.pcap"] + flags, in: scene.folder.root)
            #expect(try seal(scene, as: "run/").exitCode == 1)
            let ledger = try object(scene.folder.path("run/ledger.json"))
            let flows = try #require(ledger["violations"] as? [[String: Any]])
            let manifest = try object(scene.folder.path("run/manifest.json"))
            let interfaces = try #require(manifest["interfaces"] as? [[String: Any]])
            #expect(interfaces.last?["name"] as? String == flows.first?["interface"] as? String)
        }
    }

    @Test(arguments: ["evidence.pcapng", "ledger.json"])
    func aChangedByteOfItIsFound(_ name: String) throws {
        let folder = try sealed(Scene(strays: 2))
        var bytes = [UInt8](
            try Data(contentsOf: URL(fileURLWithPath: folder.path("run/" + name))))
        bytes[bytes.count / 2] ^= 1
        try folder.write(bytes, as: "run/" + name)
        let run = try Run(["analyze", "run/"], in: folder.root)
        #expect(run.exitCode == 4)
        #expect(run.errors.contains("explain recording.tampered\n"))
    }

    @Test func whatStandsThereStays() throws {
        let scene = try Scene(strays: 2)
        try scene.write(scene.outside.pcap())
        try scene.folder.write("mine", as: "file")
        try FileManager.default.createDirectory(
            atPath: scene.folder.path("empty"), withIntermediateDirectories: false)
        for name in ["file/", "empty/", "./", "eth0.pcap//"] {
            let run = try seal(scene, as: name)
            #expect(run.exitCode == 4)
            #expect(run.output.isEmpty)
            #expect(run.errors.contains("explain usage.file\n"))
        }
        #expect(try seal(scene, as: "missing/run/").exitCode == 4)
        #expect(try scene.folder.names == ["empty", "eth0.pcap", "file", "tun.pcap"])
    }

    @Test func nothingIsSealedThatCannotBeJudged() throws {
        let scene = try Scene(strays: 2)
        try scene.write(scene.outside.pcap())
        let run = try seal(scene, as: "run/", ["--host", "02:00:00:00:00:99"])
        #expect(run.exitCode == 4)
        #expect(try scene.folder.names == ["eth0.pcap", "tun.pcap"])
    }

    @Test func aRecordingIsNotSealedAgain() throws {
        let folder = try sealed(Scene(strays: 2))
        let run = try Run(["analyze", "run", "-o", "again/"], in: folder.root)
        #expect(run.exitCode == 2)
        #expect(run.errors.contains("sealed already"))
    }

    /// Judges captures and what was sealed of them; returns what is said of the captures.
    @discardableResult
    private func expectTheSame(
        _ arguments: [String], in folder: String, location: SourceLocation = #_sourceLocation
    ) throws -> DecodedReport {
        let place = try TemporaryFolder()
        let first = try Run(
            ["analyze"] + arguments + ["-f", "json", "-o", place.path("run/")], in: folder)
        let second = try Run(["analyze", place.path("run"), "-f", "json"], in: "/")
        #expect(first.exitCode == second.exitCode, "\(second.errors)", sourceLocation: location)
        let (captures, sealed) = (try first.report, try second.report)
        #expect(captures.said == sealed.said, sourceLocation: location)
        return captures
    }

    /// Seals a scene as `run/` in its folder.
    private func sealed(_ scene: Scene) throws -> TemporaryFolder {
        try scene.write(scene.outside.pcap())
        #expect(try seal(scene, as: "run/").exitCode == 1)
        return scene.folder
    }

    private func seal(
        _ scene: Scene, as name: String, _ host: [String] = Scene.host
    ) throws -> Run {
        try Run(
            ["analyze", "eth0.pcap", "-o", name] + Scene.outer + host + Scene.tunnel,
            in: scene.folder.root)
    }

    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    private func object(_ path: String) throws -> [String: Any] {
        let text = try Data(contentsOf: URL(fileURLWithPath: path))
        return try #require(try JSONSerialization.jsonObject(with: text) as? [String: Any])
    }
}
