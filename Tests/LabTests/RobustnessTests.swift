internal import Foundation
internal import Glibc
internal import Testing

/// Whatever befalls a live run, it never says sealed when it was blind, and keeps what was captured.
@Suite(
    .serialized, .sideBySide,
    .enabled(if: TestLab.hindrance == nil, Comment(rawValue: TestLab.hindrance ?? "")))
struct RobustnessTests {
    /// A port that nothing else uses.
    private static let port = "47777"
    /// A second port of the entry's, for frames that are taken for the tunnel's own.
    private static let floodPort = "51821"
    private static let outer = [
        "--outer", "203.0.113.10:51820,udp", "--outer", "203.0.113.10:\(floodPort),udp",
    ]

    /// A lab behind a strict kill switch that lets out what the tests send themselves.
    private func tightLab(_ word: String) throws -> TestLab {
        let lab = try TestLab(word, ["--killswitch", "strict"])
        for port in [RobustnessTests.port, RobustnessTests.floodPort] {
            try expect(
                lab.run(
                    "client", "nft", "insert", "rule", "inet", "killswitch", "output", "udp",
                    "dport", port, "accept"))
        }
        return lab
    }

    private func expect(_ run: (code: Int32, said: String)) throws {
        try #require(run.code == 0, "\(run.said)")
    }

    /// Sends one datagram past the tunnel, to an address that is nobody's.
    private func leak(_ lab: TestLab) throws {
        try expect(
            lab.run(
                "client", Started.executable, "lab", "send", "once", RobustnessTests.port, "64",
                "192.0.2.77", "eth0", "-", "-"))
    }

    private func isTheLeak(_ finding: [String: Any]) -> Bool {
        finding["check_id"] as? String == "leak.ipv4-direct" && "\(finding)".contains("192.0.2.77")
    }

    // MARK: Leaks

    @Test func oneLeakedPacketIsFoundAndKeptWithItsVerdict() throws {
        let lab = try tightLab("single")
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "watertight-kept-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        let run = try LiveRun(
            lab, ["-o", folder.path + "/run/", "-o", folder.path + "/leaks.pcapng"])
        try run.untilItWatches()
        try leak(lab)
        let outcome = try run.outcome()
        #expect(outcome.code == 1, "\(outcome.said)")
        #expect(outcome.failed == ["leak.ipv4-direct"])
        #expect(outcome.findings.count == 1 && outcome.findings.allSatisfy(isTheLeak))
        #expect(outcome.findings.first?["packet_count"] as? Int == 1)
        // Both files open in both programs; the leak has its verdict beside it.
        for file in ["run/evidence.pcapng", "leaks.pcapng"] {
            try expect(lab.run("client", "tcpdump", "-n", "-r", "\(folder.path)/\(file)"))
        }
        let leaks = try lab.run(
            "client", "tshark", "-r", folder.path + "/leaks.pcapng", "-T", "fields", "-e",
            "udp.dstport", "-e", "frame.interface_name", "-e", "frame.comment")
        try expect(leaks)
        let rows = leaks.said.split(separator: "\n").filter { $0.contains("LEAK") }
        #expect(rows.count == 1)
        #expect(
            rows.first?.hasPrefix("\(RobustnessTests.port)\teth0\tLEAK leak.ipv4-direct 1/1 ")
                == true)
        let names = try lab.run(
            "client", "tshark", "-r", folder.path + "/run/evidence.pcapng", "-T", "fields", "-e",
            "frame.interface_name")
        try expect(names)
        #expect(Set(names.said.split(separator: "\n")).isSuperset(of: ["eth0", "wg0"]))
    }

    @Test func oneLeakedPacketAmongAGigabitIsFoundOrNothingIsProven() throws {
        let lab = try tightLab("flood")
        // The first machine on the way takes no part in it, nor does the entry.
        let rules = [
            "add table inet flood",
            "add chain inet flood in { type filter hook prerouting priority raw; }",
            "add rule inet flood in udp dport \(RobustnessTests.floodPort) drop",
        ]
        for rule in rules { try expect(lab.run("home", "nft", rule)) }
        let flood = try lab.start(
            "client",
            [
                Started.executable, "lab", "send", "flood", RobustnessTests.floodPort, "1400",
                "203.0.113.10", "eth0", "-", "-",
            ])
        defer { do { try flood.kill() } catch { Issue.record(error) } }
        try flood.until { RobustnessTests.sentBytes(flood.pid) > 20_000_000 }
        let run = try LiveRun(lab, RobustnessTests.outer)
        try run.untilItWatches()
        try leak(lab)
        let outcome = try run.outcome()
        let isFound = outcome.code == 1 && outcome.findings.contains(where: isTheLeak)
        let isUnproven = outcome.code == 3 && !outcome.gaps.isEmpty
        #expect(isFound || isUnproven, "\(outcome.said)")
        // Whoever did not see it must say that he lost something.
        if !isFound {
            #expect(
                !outcome.gaps.isDisjoint(with: [
                    "capture.dropped", "capture.disk", "capture.truncated",
                    "control.tap_heartbeat",
                ]))
        }
        #expect(try run.leftovers == [])
    }

    /// Bytes that the uplink of a process's namespace has sent.
    private static func sentBytes(_ pid: pid_t) -> Int {
        guard let bytes = FileManager.default.contents(atPath: "/proc/\(pid)/net/dev") else {
            return 0
        }
        let line = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
            .first { $0.contains("eth0:") }
        // The name, eight numbers of what was received, then the bytes that were sent.
        let fields = line?.split(separator: " ") ?? []
        return fields.count > 9 ? Int(fields[9]) ?? 0 : 0
    }

    // MARK: Losses on the way

    @Test func aDeadResponderLeavesOnlyThePacketChecks() throws {
        let lab = try tightLab("mute")
        try expect(
            lab.run("core", "ip", "route", "replace", "blackhole", "203.0.113.80/32", "metric", "0")
        )
        let outcome = try LiveRun(lab).outcome()
        #expect(outcome.code == 3, "\(outcome.said)")
        #expect(outcome.failed == [] && outcome.gaps == ["control.path"])
        // Such traffic went through the tunnel, which was alive: the resolver in it answered.
        #expect(outcome.checks["leak.ipv4-direct"] == "pass")
        #expect(outcome.checks["webrtc.srflx"] == "inconclusive")
    }

    static let ends = ["entry", "interface", "program"]

    @Test(arguments: ends) func aTunnelThatIsLostHalfWayIsNeverSealed(_ what: String) throws {
        let lab = try tightLab("half")
        let run = try LiveRun(lab)
        try run.untilItWatches()
        try lose(what, lab)
        let outcome = try run.outcome()
        #expect(outcome.code == 3, "\(outcome.said)")
        #expect(outcome.failed == [])
        #expect(outcome.gaps.contains("control.outer_alive"))
        #expect(!outcome.checks.values.contains("pass"))
    }

    @Test func withoutAKillSwitchItLeaks() throws {
        let lab = try TestLab("bare")
        let run = try LiveRun(lab)
        try run.untilItWatches()
        try lose("interface", lab)
        #expect(try run.outcome().code == 1)
    }

    private func lose(_ what: String, _ lab: TestLab) throws {
        switch what {
        case "entry":
            try expect(
                lab.run(
                    "core", "ip", "route", "replace", "blackhole", "203.0.113.10/32", "metric", "0"
                ))
        case "interface": try expect(lab.run("client", "ip", "link", "del", "wg0"))
        default:
            // The tunnel's program holds the device.
            let found = try lab.run(
                "client", "sh", "-c",
                "for p in /proc/[0-9]*; do [ \"$(cat $p/comm 2>/dev/null)\" = wireguard-go ] && "
                    + "[ $(readlink $p/ns/net) = $(readlink /proc/self/ns/net) ] && "
                    + "kill -KILL ${p#/proc/}; done; true")
            try expect(found)
        }
    }

    @Test func anUplinkThatGoesAwayIsNeverSealed() throws {
        let lab = try tightLab("gone")
        let run = try LiveRun(lab)
        try run.untilItWatches()
        try expect(lab.run("client", "ip", "link", "del", "eth0"))
        let outcome = try run.outcome()
        #expect(outcome.code == 3, "\(outcome.said)")
        #expect(outcome.gaps.contains("control.tap_heartbeat"))
    }

    // MARK: Whatever ends the run

    @Test(arguments: [true, false])
    func aJudgeThatIsLostIsNoVerdictAndTheRecordingIsKept(_ isKilled: Bool) throws {
        let lab = try tightLab("judge")
        let place = FileManager.default.temporaryDirectory
            .appending(path: "watertight-judge-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: place) }
        // The judge stops before it becomes itself, so that it is certain to be met.
        let script = place.appending(path: "setpriv").path
        try "#!/bin/sh\nkill -STOP $$\nexec /usr/bin/setpriv \"$@\"\n".write(
            toFile: script, atomically: true, encoding: .utf8)
        unsafe chmod(script, 0o755)
        let run = try LiveRun(
            lab, ["-o", place.path + "/run/"],
            before: ["PATH=\(place.path):/usr/sbin:/usr/bin:/sbin:/bin"])
        var found: pid_t?
        try run.program.until {
            found = RobustnessTests.stoppedChild(of: run.program.pid)
            return found != nil
        }
        let judge = try #require(found)
        // Else it stays stopped, and is waited for no longer than it takes to be sure.
        if isKilled { kill(judge, SIGKILL) }
        let outcome = try run.outcome()
        #expect(outcome.code == (isKilled ? 70 : 4))
        #expect(
            outcome.said.contains(isKilled ? "the judge was killed" : "the judge does not answer"))
        #expect(!outcome.said.contains("SEALED") && outcome.checks.isEmpty)
        try Started.wait { kill(judge, 0) == -1 }
        // What was captured is whole, and judged by the next who asks.
        #expect(try Started(["analyze", place.path + "/run"]).end() == 0)
        #expect(try run.leftovers == [])
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: place.path).sorted() == [
                "run", "setpriv",
            ])
    }

    @Test func aJudgeThatWasHeldUpStillJudges() throws {
        let lab = try tightLab("held")
        // It is stopped for three looks of who waits for it.
        let place = FileManager.default.temporaryDirectory
            .appending(path: "watertight-judge-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: place) }
        let script = place.appending(path: "setpriv").path
        try "#!/bin/sh\n(sleep 3; kill -CONT $$) &\nkill -STOP $$\nexec /usr/bin/setpriv \"$@\"\n"
            .write(toFile: script, atomically: true, encoding: .utf8)
        unsafe chmod(script, 0o755)
        let run = try LiveRun(lab, before: ["PATH=\(place.path):/usr/sbin:/usr/bin:/sbin:/bin"])
        #expect(try run.outcome().code == 0)
    }

    private static func stoppedChild(of pid: pid_t) -> pid_t? {
        let path = "/proc/\(pid)/task/\(pid)/children"
        let text = FileManager.default.contents(atPath: path).map {
            String(decoding: $0, as: UTF8.self)
        }
        return (text ?? "").split(separator: " ").compactMap { pid_t($0) }.first { child in
            let status = FileManager.default.contents(atPath: "/proc/\(child)/stat") ?? Data()
            return String(decoding: status, as: UTF8.self).contains(") T ")
        }
    }

    @Test func aKilledRunLeavesNothingThatTheNextDoesNotRemove() throws {
        let lab = try tightLab("killed")
        let run = try LiveRun(lab)
        try run.untilItWatches()
        kill(run.program.pid, SIGKILL)
        #expect(try run.program.end() == -SIGKILL)
        // No process and no tap of it is left, and so no heartbeat.
        #expect(try lab.run("client", "cat", "/proc/net/packet").said == taps(lab))
        #expect(try run.leftovers.count == 1)
        // What the user keeps there is not of a run, whatever it is called.
        let kept = ["watertight-run-abcdef", "watertight-run-of-mine"]
        for name in kept {
            let folder = run.folder.appending(path: "tmp/\(name)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
            try Data([0]).write(to: folder.appending(path: "evidence.pcapng"))
        }
        let next = try lab.start(
            "client",
            ["env", "TMPDIR=\(run.folder.path)/tmp", Started.executable, "check"]
                + LiveRun.targets)
        #expect(try next.end() == 0)
        #expect(try run.leftovers.sorted() == kept)
        for name in kept {
            let file = run.folder.appending(path: "tmp/\(name)/evidence.pcapng").path
            #expect(FileManager.default.contents(atPath: file) == Data([0]))
        }
    }

    private func taps(_ lab: TestLab) throws -> String {
        try lab.run("client", "cat", "/proc/net/packet").said
    }

    @Test func aStoppedRunLeavesNothing() throws {
        let lab = try tightLab("stopped")
        for number in [SIGINT, SIGTERM] {
            let run = try LiveRun(lab)
            try run.untilItWatches()
            kill(run.program.pid, number)
            #expect(try run.program.end() == -number)
            #expect(try run.leftovers == [])
        }
    }

    @Test(arguments: [SIGTERM, SIGKILL])
    func framesThatShallBeKeptStayWhateverKillsTheRun(_ number: Int32) throws {
        let lab = try tightLab("kept")
        let place = FileManager.default.temporaryDirectory
            .appending(path: "watertight-kept-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: place) }
        let run = try LiveRun(lab, ["-o", place.path + "/run/"])
        try run.untilItWatches()
        try leak(lab)
        // Until the leak stands in the file.
        try run.program.until { RobustnessTests.unsealed(place).map(self.holdsTheLeak) == true }
        kill(run.program.pid, number)
        #expect(try run.program.end() == -number)
        let file = try #require(RobustnessTests.unsealed(place))
        if number == SIGTERM {
            #expect(try run.program.said.contains("What was captured until then"))
        }
        let dump = try lab.run(
            "client", "tcpdump", "-n", "-r", file, "udp", "port", RobustnessTests.port)
        #expect(dump.code == 0 && dump.said.contains("192.0.2.77.\(RobustnessTests.port)"))
        #expect(try run.leftovers == [])
        #expect(!FileManager.default.fileExists(atPath: place.path + "/run"))
    }

    private func holdsTheLeak(_ file: String) -> Bool {
        // 192.0.2.77 and the port behind any other.
        let bytes = FileManager.default.contents(atPath: file) ?? Data()
        return bytes.range(of: Data([192, 0, 2, 77])) != nil
    }

    /// The frames of a run whose recording has not come to its place.
    private static func unsealed(_ place: URL) -> String? {
        FileManager.default.enumerator(atPath: place.path)?.compactMap { $0 as? String }
            .first { $0.hasSuffix("evidence.pcapng") && $0.contains(".part") }
            .map { "\(place.path)/\($0)" }
    }

    // MARK: No room

    @Test func aFullDiskIsNeverSealedAndKeepsWhatHadRoom() throws {
        let lab = try tightLab("disk")
        let place = FileManager.default.temporaryDirectory
            .appending(path: "watertight-disk-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: place.appending(path: "disk"), withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: place) }
        let whole = try LiveRun(lab, ["-o", place.path + "/whole/"]).outcome()
        #expect(whole.code == 0, "\(whole.said)")
        let facts = try FileManager.default.attributesOfItem(
            atPath: place.path + "/whole/evidence.pcapng")
        let size = try #require(facts[.size] as? Int)
        // Half of it has room beside what must stay free; nothing at all; not even a manifest.
        for (kilobytes, code, codes) in [
            (8192 + size / 2048, Int32(3), ["capture.disk"]), (8192, 3, ["capture.disk"]),
            (16, 4, []),
        ] {
            let script = """
                mount -t tmpfs -o size=\(kilobytes)k none "$1/disk" || exit 99
                shift
                TMPDIR=$0/disk "$@"; code=$?
                ls -A $0/disk > $0/left; cp -r $0/disk/run $0/kept 2>/dev/null
                exit $code
                """
            let run = try LiveRun(
                lab, kilobytes > 8192 ? ["-o", place.path + "/disk/run/"] : [],
                before: ["unshare", "--mount", "sh", "-c", script, place.path, place.path])
            let outcome = try run.outcome()
            #expect(outcome.code == code, "\(outcome.said)")
            #expect(outcome.gaps.isSuperset(of: codes))
            #expect(!outcome.said.contains("SEALED"))
            let left = try String(contentsOfFile: place.path + "/left", encoding: .utf8)
            #expect(left == (kilobytes > 8192 ? "run\n" : ""))
        }
        // The frames that had room are whole, and judged as they were.
        let kept = place.path + "/kept"
        #expect(try Started(["analyze", kept]).end() == 3)
        let frames = try Started(program: ["tshark", "-r", kept + "/evidence.pcapng"])
        #expect(try frames.end() == 0 && !frames.said.isEmpty)
    }
}
