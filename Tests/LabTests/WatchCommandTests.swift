internal import Foundation
internal import Glibc
internal import Testing

/// `watertight watch` in the lab: from inside the machine that a real tunnel protects.
@Suite(
    .serialized, .sideBySide,
    .enabled(if: TestLab.hindrance == nil, Comment(rawValue: TestLab.hindrance ?? "")))
struct WatchCommandTests {
    private func watch(_ lab: TestLab, _ flags: [String] = []) throws -> Started {
        try lab.start("client", [Started.executable, "watch"] + flags)
    }

    /// Starts to watch, and returns once the heartbeat was seen.
    private func awake(_ lab: TestLab, _ flags: [String] = []) throws -> Started {
        let run = try watch(lab, flags)
        try run.until { try run.said.contains("captured on eth0") }
        #expect(try run.said.contains("Nothing is sent but our heartbeat"))
        return run
    }

    /// The child that folds.
    private func child(of run: Started) throws -> pid_t {
        try #require(run.children.first)
    }

    @Test func theFirstLeakEndsAWatchThatWasToldSo() throws {
        let lab = try TestLab("once", ["--leak", "dns-isp"])
        let run = try watch(lab, ["--once"])
        #expect(try run.end() == 1)
        let said = try run.said
        #expect(said.contains("LEAK"))
        #expect(said.contains("dns.underlay-53  192.168.50.125 to 192.168.50.1:53 udp on eth0"))
        #expect(said.contains("packets of dns.underlay-53 left outside the tunnel"))
    }

    @Test func aLeakIsToldOnceAsLinesOfJSON() throws {
        let lab = try TestLab("json", ["--leak", "dns-isp"])
        let run = try watch(lab, ["--for", "3s", "-f", "json"])
        #expect(try run.end() == 1)
        let events = try run.said.split(separator: "\n").map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
        #expect(events.first?["event"] as? String == "run_started")
        let leaks = events.filter { $0["event"] as? String == "packet_leaked" }
        #expect(leaks.map { $0["check_id"] as? String } == ["dns.underlay-53"])
        let end = try #require(events.last)
        #expect(end["event"] as? String == "run_finished" && end["exit_code"] as? Int == 1)
        let findings = try #require(end["findings"] as? [[String: Any]])
        // Ten in a second, of which one line was told.
        #expect((findings.first?["packet_count"] as? Int ?? 0) > 5)
    }

    @Test func aTightTunnelIsQuietAndNothingIsChanged() throws {
        let lab = try TestLab("quiet", ["--killswitch", "strict"])
        let ping = try lab.start("client", ["ping", "-q", "-I", "wg0", "203.0.113.80"])
        let run = try awake(lab, ["--for", "4s"])
        let child = try child(of: run)
        #expect(try run.end() == 0)
        #expect(try run.said.contains("NO LEAK SEEN"))
        #expect(try !run.said.contains("BLIND"))
        #expect(Glibc.kill(child, 0) == -1)
        try ping.interrupt()
    }

    /// Silence of a tunnel that carries nothing is no safety.
    @Test func aDeadTunnelIsNeverQuiet() throws {
        let lab = try TestLab("dead", ["--killswitch", "strict"])
        let run = try watch(lab, ["--for", "2s"])
        #expect(try run.end() == 3)
        #expect(try run.said.contains("control.outer_alive"))
        #expect(try !run.said.contains("NO LEAK SEEN"))
    }

    @Test func theChildHasNoPrivilege() throws {
        let lab = try TestLab("nobody", ["--killswitch", "strict"])
        let run = try awake(lab)
        let child = try child(of: run)
        let status = try String(contentsOfFile: "/proc/\(child)/status", encoding: .utf8)
        for line in [
            "Uid:\t65534\t65534\t65534\t65534", "CapEff:\t0000000000000000",
            "CapBnd:\t0000000000000000", "NoNewPrivs:\t1", "Groups:\t \n",
        ] {
            #expect(status.contains(line), "\(line)")
        }
        // It has its three streams and nothing else: no tap.
        let descriptors = try FileManager.default.contentsOfDirectory(
            atPath: "/proc/\(child)/fd")
        let sockets = descriptors.filter { name in
            var bytes = [CChar](repeating: 0, count: 64)
            let length = unsafe readlink("/proc/\(child)/fd/\(name)", &bytes, bytes.count)
            return length > 0
                && String(decoding: bytes.prefix(length).map(UInt8.init), as: UTF8.self)
                    .hasPrefix("socket:")
        }
        #expect(sockets == [])
        try run.interrupt()
    }

    @Test func aChildThatDiesIsToldAndNeverQuiet() throws {
        let lab = try TestLab("orphan", ["--killswitch", "strict"])
        let run = try awake(lab)
        Glibc.kill(try child(of: run), SIGKILL)
        #expect(try run.end() == 4)
        let said = try run.said
        #expect(said.contains("NOT PROVEN") && said.contains("signal 9 ended it"))
        #expect(said.contains("run.lost") && !said.contains("NO LEAK SEEN"))
    }

    @Test func aChildThatHangsMakesUsBlind() throws {
        let lab = try TestLab("hung", ["--killswitch", "strict"])
        let run = try awake(lab)
        let child = try child(of: run)
        Glibc.kill(child, SIGSTOP)
        try run.until { try run.said.contains("our heartbeat is missing on eth0") }
        Glibc.kill(child, SIGCONT)
        try run.until { try run.said.contains("captured on eth0 again") }
        Glibc.kill(run.pid, SIGTERM)
        #expect(try run.end() == 143)
        #expect(try run.said.contains("NOT PROVEN"))
    }

    @Test func aChildThatHangsForEverDoesNotHoldTheEnd() throws {
        let lab = try TestLab("stuck", ["--killswitch", "strict"])
        let run = try awake(lab)
        let child = try child(of: run)
        Glibc.kill(child, SIGSTOP)
        Glibc.kill(run.pid, SIGTERM)
        #expect(try run.end() == 143)
        let said = try run.said
        #expect(said.contains("NOT PROVEN") && said.contains("signal 9 ended it"))
        try Started.wait { Glibc.kill(child, 0) == -1 }
    }

    @Test func aWatchThatIsKilledLeavesNoChild() throws {
        let lab = try TestLab("killed", ["--killswitch", "strict"])
        let run = try awake(lab)
        let child = try child(of: run)
        try run.kill()
        try Started.wait { Glibc.kill(child, 0) == -1 }
    }

    @Test(arguments: [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)])
    func aSignalEndsItInOrder(_ signal: Int32, _ code: Int32) throws {
        let lab = try TestLab("stop", ["--killswitch", "strict"])
        let run = try awake(lab)
        let child = try child(of: run)
        Glibc.kill(run.pid, signal)
        #expect(try run.end() == code)
        let said = try run.said
        #expect(said.contains("until it was stopped") && said.contains(" frames"))
        #expect(Glibc.kill(child, 0) == -1)
    }

    @Test func anInterfaceThatAppearsIsWatched() throws {
        let lab = try TestLab("late", ["--killswitch", "none"])
        let run = try awake(lab)
        // Without a way beyond it is a cable to a guest; the route makes it an uplink.
        for words in [
            ["link", "add", "late0", "type", "veth", "peer", "name", "late1"],
            ["address", "add", "198.51.100.130/25", "dev", "late0"],
            ["link", "set", "late1", "up"], ["link", "set", "late0", "up"],
            ["neighbour", "add", "198.51.100.129", "lladdr", "02:00:00:00:00:99", "dev", "late0"],
            ["route", "add", "192.0.2.0/24", "via", "198.51.100.129", "dev", "late0"],
        ] { #expect(try lab.start("client", ["ip"] + words).end() == 0) }
        try run.until { try run.said.contains("captured on late0") }
        _ = try lab.run("client", "ping", "-c", "1", "-W", "1", "-I", "late0", "192.0.2.1")
        try run.until { try run.said.contains(" on late0, ICMP") }
        // One that goes blinds nobody.
        #expect(try lab.run("client", "ip", "link", "del", "late0").code == 0)
        try run.interrupt()
        #expect(try !run.said.contains("BLIND"))
    }

    @Test func whatCannotRunSaysWhy() throws {
        let lab = try TestLab("norun")
        let bare = try lab.start("mal", [Started.executable, "watch"])
        #expect(try bare.end() == 4)
        #expect(try bare.said.contains("sudo watertight watch --tunnel wg0"))
        let nobody = try lab.start(
            "client",
            [
                "setpriv", "--reuid=65534", "--clear-groups", "--", Started.openExecutable, "watch",
                "--outer", "203.0.113.10:51820,udp",
            ])
        #expect(try nobody.end() == 4)
        #expect(try nobody.said.contains("env.cap_net_raw"))
    }
}
