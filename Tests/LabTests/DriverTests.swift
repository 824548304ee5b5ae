internal import Foundation
internal import Glibc
internal import Host
internal import Testing

/// `watertight check` brings a tunnel up, tests it, and leaves the machine as it was, whatever ends it.
@Suite(
    .serialized, .sideBySide,
    .enabled(if: TestLab.hindrance == nil, Comment(rawValue: TestLab.hindrance ?? "")))
struct DriverTests {
    /// A client whose tunnel is not up, and how its machine was then.
    private struct Scene {
        let hand: HandMade
        let folder: URL
        let before: HostSnapshot
        let setting: String

        init(_ letter: String, answering: Bool = true, entry: String? = nil) async throws {
            hand = try HandMade(letter, answering: answering, isUp: false, entry: entry)
            folder = FileManager.default.temporaryDirectory
                .appending(path: "watertight-driver-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            (before, setting) = (
                try await Scene.snapshot(hand), try Scene.setting(hand)
            )
        }

        func start(_ words: [String], by way: [String] = []) throws -> Started {
            try Started(
                program: way + ["env", "-C", folder.path, Started.executable, "check", "--netns"]
                    + [hand.client, "--browser", "none", "-o", "a.json"] + words)
        }

        func write(_ text: String, as name: String) throws {
            try Data(text.utf8).write(to: folder.appending(path: name))
        }

        func text(_ name: String) -> String? {
            do {
                let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
                return text.isEmpty ? nil : text
            } catch {
                return nil
            }
        }

        /// Waits until the machine is as it was, and no journal is left.
        func untilNothingIsChanged() async throws {
            let end = ContinuousClock.now + .seconds(20)
            while ContinuousClock.now < end {
                if try await changes.isEmpty { return }
                usleep(20_000)
            }
            Issue.record("\(try await changes)")
        }

        var report: Judged { get throws { try Judged(folder.appending(path: "a.json").path) } }

        /// What is different now, in the client and in what is kept of runs.
        var changes: [String] {
            get async throws {
                let now = try await Scene.snapshot(hand)
                var changes = now.difference(from: before).sentences
                if try Scene.setting(hand) != setting { changes.append("src_valid_mark") }
                if Scene.hasJournal(of: hand.client) { changes.append("the journal") }
                return changes
            }
        }

        /// Whether a journal names a namespace; other tests have theirs beside it.
        private static func hasJournal(of name: String) -> Bool {
            let folder = "/run/watertight/journal"
            let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String }
            return (names ?? []).contains { file in
                let bytes = FileManager.default.contents(atPath: folder + "/" + file) ?? Data()
                return String(decoding: bytes, as: UTF8.self).contains("\"\(name)\"")
            }
        }

        var isUp: Bool {
            get throws { try hand.run("ip -n \(hand.client) -o link").contains(hand.tunnel) }
        }

        private static func snapshot(_ hand: HandMade) async throws -> HostSnapshot {
            let enclosure = try Enclosure(hand.client)
            return try await Machine(enclosure.network).snapshot()
        }

        private static func setting(_ hand: HandMade) throws -> String {
            try hand.run(in: hand.client, "sysctl -n net.ipv4.conf.all.src_valid_mark")
        }
    }

    private static let target = ["--target", HandMade.server]

    @Test func aFilesTunnelIsSealedFromItsFirstPacketOn() async throws {
        let scene = try await Scene("p")
        try scene.hand.block()
        let before = try await scene.changes
        let plan = try scene.start(["-t", scene.hand.file, "--plan"]).outcome()
        #expect(plan.code == 0 && plan.said.contains("up         wg-quick up \(scene.hand.file)"))
        #expect(plan.said.contains("down       wg-quick down \(scene.hand.file)"))
        #expect(try !scene.isUp)
        let (code, said) = try scene.start(["-t", scene.hand.file] + Self.target).outcome()
        #expect(code == 0, "\(said)")
        let report = try scene.report
        for id in ["dns.bootstrap-name", "leak.ipv4-direct", "dns.underlay-53", "webrtc.srflx"] {
            #expect(report.verdict(of: id) == "pass", "\(id)")
        }
        #expect(said.contains("bringing the tunnel up: wg-quick up \(scene.hand.file)"))
        #expect(said.contains("put back: wg-quick down \(scene.hand.file)"), "\(said)")
        #expect(try await scene.changes == before)
    }

    @Test func anEntryThatIsLookedUpInClearIsFound() async throws {
        let scene = try await Scene("q", entry: "vpn.leak.test")
        let (code, said) = try scene.start(
            ["dns.bootstrap-name", "-t", scene.hand.file] + Self.target
        ).outcome()
        #expect(code == 1, "\(said)")
        #expect(try scene.report.failed == ["dns.bootstrap-name"])
        #expect(try await scene.changes.isEmpty)
    }

    @Test func aTunnelThatIsUpStaysUp() async throws {
        let scene = try await Scene("r")
        try scene.hand.run(in: scene.hand.client, "wg-quick up \(scene.hand.file)")
        let (code, said) = try scene.start(
            ["dns", "-t", scene.hand.file, "--quick"] + Self.target
        ).outcome()
        #expect(code == 0, "\(said)")
        #expect(said.contains("the tunnel is up already"))
        #expect(try scene.report.verdict(of: "dns.bootstrap-name") == "inconclusive")
        #expect(try scene.isUp)
    }

    @Test func aTunnelThatNeverComesUpIsTakenDown() async throws {
        let scene = try await Scene("s", answering: false)
        let (code, said) = try scene.start(["-t", scene.hand.file, "--quick"]).outcome()
        #expect(code == 4, "\(said)")
        #expect(said.contains("error: the tunnel did not come up in 1.5 s"), "\(said)")
        #expect(said.contains("198.51.100.10:51820 gave no answer"))
        #expect(said.contains("exit 4, watertight explain tunnel.no_handshake"))
        #expect(try scene.report.verdict == "error")
        #expect(try await scene.changes.isEmpty)
    }

    @Test func commandsDriveAnyClient() async throws {
        let scene = try await Scene("t")
        // What they change beside the tunnel is theirs to undo.
        let script = """
            #!/bin/sh
            case $1 in
            up) echo "$2" > state; exec wg-quick up \(scene.hand.file) ;;
            down) rm -f state; sysctl -q net.ipv4.conf.all.src_valid_mark=0
                ip link show dev \(scene.hand.tunnel) && exec wg-quick down \(scene.hand.file); exit 0 ;;
            fail) printf 'one\\ntwo\\nthree\\n\\033[31mno licence\\n' >&2; exit 3 ;;
            esac

            """
        try scene.write(script, as: "client")
        unsafe chmod(scene.folder.appending(path: "client").path, 0o700)
        func configure(_ up: String) throws {
            let text = """
                version: 1
                tunnel:
                  driver: command
                  interface: \(scene.hand.tunnel)
                  up: \(up)
                  down: ./client down
                  ready: { handshake_within: 10s }

                """
            try scene.write(text, as: "watertight.yaml")
        }
        try configure("[./client, up, \"a $(id) b\"]")
        let good = try scene.start(["dns", "--quick"] + Self.target).outcome()
        #expect(good.code == 0, "\(good.said)")
        #expect(try scene.report.verdict(of: "dns.bootstrap-name") == "pass")
        #expect(good.said.contains("put back: ./client down"))
        #expect(try await scene.changes.isEmpty)
        try configure("./client fail")
        let bad = try scene.start(["dns", "--quick"] + Self.target).outcome()
        #expect(bad.code == 4, "\(bad.said)")
        #expect(bad.said.contains("error: the tunnel did not come up, because its command failed"))
        #expect(bad.said.contains("It ended with 3.") && bad.said.contains("\\x1b[31mno licence"))
        #expect(bad.said.contains("three") && !bad.said.contains("\u{1b}"))
        #expect(bad.said.contains("exit 4, watertight explain tunnel.program"))
        #expect(try await scene.changes.isEmpty)
    }

    @Test(arguments: [SIGKILL, SIGINT]) func whatKillsTheRunTakesTheTunnelDown(signal: Int32)
        async throws
    {
        let scene = try await Scene(signal == SIGKILL ? "u" : "v")
        let run = try scene.start(["-t", scene.hand.file] + Self.target)
        try run.until { try run.said.contains("watching") }
        #expect(try scene.isUp)
        #expect(kill(run.pid, signal) == 0)
        #expect(try run.end() == -signal)
        // The other child ends when it has undone everything.
        try await scene.untilNothingIsChanged()
        #expect(try run.said.contains("put back behind a run that was stopped: wg-quick down"))
    }

    @Test func theNextRunUndoesWhatNobodyCould() async throws {
        let scene = try await Scene("w")
        // A journal's folder of its own: whoever runs check meanwhile would undo it as well. Its mount goes
        // with the folder below it, which a lab removes once it is empty.
        let kept = "/run/watertight/kept-\(getpid())"
        try FileManager.default.createDirectory(atPath: kept, withIntermediateDirectories: true)
        defer { for folder in [kept, "/run/watertight"] { _ = unsafe rmdir(folder) } }
        let holder = try Started(program: [
            "unshare", "--mount", "sh", "-c",
            "mkdir -p /run/watertight && mount -t tmpfs -o mode=755 none /run/watertight "
                + "&& echo ready && exec sleep 600",
        ])
        defer { do { try holder.kill() } catch { Issue.record(error) } }
        try holder.until { try holder.said.contains("ready") }
        let apart = ["nsenter", "--mount", "--target", "\(holder.pid)"]
        let run = try scene.start(["-t", scene.hand.file] + Self.target, by: apart)
        try run.until { try run.said.contains("watching") }
        let children = try run.children
        #expect(children.count == 1)
        // Stopped first, so that it cannot be faster.
        for child in children { kill(child, SIGSTOP) }
        try run.kill()
        for child in children { kill(child, SIGKILL) }
        #expect(try scene.isUp)
        let next = try scene.start(
            ["dns", "--quick", "-t", scene.hand.file] + Self.target, by: apart
        ).outcome()
        #expect(next.code == 0, "\(next.said)")
        #expect(next.said.contains("put back behind a run that was stopped: wg-quick down"))
        #expect(next.said.contains("bringing the tunnel up"))
        #expect(try await scene.changes.isEmpty)
    }

    @Test func aClientThatIsStillConnectingIsEndedFirst() async throws {
        let scene = try await Scene("x")
        let script = """
            #!/bin/sh
            case $1 in
            up) trap 'sleep 1; echo gone > trapped; exit' TERM; echo > up; while :; do sleep 1; done ;;
            down) cat trapped > down ;;
            esac

            """
        try scene.write(script, as: "client")
        unsafe chmod(scene.folder.appending(path: "client").path, 0o700)
        try scene.write(
            "version: 1\ntunnel: { driver: command, up: ./client up, down: ./client down }\n",
            as: "watertight.yaml")
        let run = try scene.start(Self.target)
        try run.until { scene.text("up") != nil }
        try run.kill()
        try await scene.untilNothingIsChanged()
        // It had the time to put its own things in order, and only then it was taken down.
        #expect(scene.text("down") == "gone\n")
    }
}
