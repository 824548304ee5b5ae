internal import Foundation
internal import Testing

/// `watertight check` in the lab: a real tunnel, from inside the machine that it protects.
@Suite(
    .serialized, .sideBySide,
    .enabled(if: TestLab.hindrance == nil, Comment(rawValue: TestLab.hindrance ?? "")))
struct CheckTests {
    /// What one run of `check` says.
    private struct Verdict {
        let code: Int32
        let said: String
        /// The verdicts by check, from the JSON report.
        let checks: [String: String]
        let assurance: Double
        let findings: [[String: String]]
    }

    private static let targets = ["--target", "203.0.113.80", "--zone", "leak.test"]
    /// Both families, and a second endpoint that tells what it saw.
    private static let targets6 =
        targets
        + ["2001:db8:113::80", "203.0.113.78", "2001:db8:113::78"].flatMap { ["--target", $0] }

    /// Runs the tool in the client; `words` follow its name.
    private func watertight(_ lab: TestLab, _ words: [String]) throws -> Verdict {
        let file = FileManager.default.temporaryDirectory
            .appending(path: "watertight-check-\(UInt64.random(in: 0 ... .max)).json").path
        defer { try? FileManager.default.removeItem(atPath: file) }
        let run = try lab.start("client", [Started.executable] + words + ["-o", file])
        let code = try run.end()
        guard let bytes = FileManager.default.contents(atPath: file) else {
            return Verdict(
                code: code, said: try run.said, checks: [:], assurance: 0, findings: [])
        }
        let report = try #require(
            try JSONSerialization.jsonObject(with: bytes) as? [String: Any])
        var checks: [String: String] = [:]
        for check in try #require(report["checks"] as? [[String: Any]]) {
            let id = try #require((check["id"] ?? check["check_id"]) as? String)
            checks[id] = check["verdict"] as? String
        }
        let findings = try #require(report["findings"] as? [[String: Any]]).map { finding in
            ["check_id", "packet_count", "first_seen_at", "last_seen_at"].reduce(into: [:]) {
                $0[$1] = finding[$1].map { "\($0)" }
            }
        }
        return Verdict(
            code: code, said: try run.said, checks: checks,
            assurance: report["assurance"] as? Double ?? 0, findings: findings)
    }

    private func failed(_ verdict: Verdict) -> Set<String> {
        Set(verdict.checks.filter { $0.value == "fail" }.keys)
    }

    @Test func twoHopsBehindAStrictKillSwitchAreSealed() throws {
        // On a network that puts it to the test: on a quiet one much is not decided.
        let lab = try TestLab(
            "sealed", ["--hops", "2", "--killswitch", "strict", "--leak", "hostile-home"])
        let verdict = try watertight(lab, ["check"] + CheckTests.targets6)
        #expect(verdict.code == 0, "\(verdict.said)")
        #expect(failed(verdict) == [])
        for id in ["leak.ipv4-direct", "leak.ipv6-native", "dns.underlay-53", "webrtc.srflx"] {
            #expect(verdict.checks[id] == "pass", "\(id)")
        }
        // The resolver was asked whom it designates.
        #expect(verdict.checks["dns.ddr"] == "notApplicable")
        #expect(verdict.assurance >= 0.9)
        #expect(verdict.said.contains("2 hops)"), "\(verdict.said)")
    }

    @Test func withoutAKillSwitchABoundSocketLeaks() throws {
        let lab = try TestLab("open")
        let verdict = try watertight(lab, ["check"] + CheckTests.targets)
        #expect(verdict.code == 1, "\(verdict.said)")
        #expect(failed(verdict).isSuperset(of: ["leak.ipv4-direct", "webrtc.srflx"]))
        #expect(verdict.checks["dns.underlay-53"] == "pass")
    }

    @Test func aResolverThatALeaseOffersIsFoundUnderItsOwnCause() throws {
        let lab = try TestLab("rogue", ["--leak", "rogue-resolver"])
        // The lease is renewed every three seconds or so, and a run may fall between two renewals.
        var verdict = try watertight(lab, ["check"] + CheckTests.targets)
        for _ in 0..<10 where !failed(verdict).contains("dns.rogue-resolver") {
            verdict = try watertight(lab, ["check"] + CheckTests.targets)
        }
        #expect(verdict.code == 1, "\(verdict.said)")
        #expect(failed(verdict).isSuperset(of: ["dns.rogue-resolver", "dns.underlay-53"]))
    }

    @Test func theTunnelsAddressIsToldOnlyWhereTheMachineAnswersForIt() throws {
        let telling = try TestLab("told", ["--leak", "arp-inner", "--killswitch", "strict"])
        let told = try watertight(telling, ["check"] + CheckTests.targets)
        #expect(told.code == 1, "\(told.said)")
        #expect(failed(told) == ["adjacent.arp-inner-ip"])
        let silent = try TestLab("untold", ["--leak", "arp-ignored", "--killswitch", "strict"])
        let untold = try watertight(silent, ["check"] + CheckTests.targets)
        #expect(untold.checks["adjacent.arp-inner-ip"] == "pass", "\(untold.said)")
    }

    @Test func theAllowedLocalNetworkOpensNoLookUps() throws {
        let flags = ["check", "--allow-lan"] + CheckTests.targets
        let wide = try watertight(try TestLab("wide", ["--leak", "lan-scope"]), flags)
        #expect(wide.code == 1, "\(wide.said)")
        #expect(failed(wide).isSuperset(of: ["leak.lan-scope", "dns.underlay-53"]))
        let narrow = try watertight(try TestLab("narrow", ["--leak", "lan-allowed"]), flags)
        #expect(narrow.checks["leak.lan-scope"] == "pass", "\(narrow.said)")
        #expect(failed(narrow) == [])
    }

    @Test func whatIsForwardedForAContainerIsFoundAndTheGuestIsGone() throws {
        let lab = try TestLab("guest", ["--leak", "forwarded"])
        let verdict = try watertight(lab, ["check"] + CheckTests.targets)
        #expect(verdict.code == 1, "\(verdict.said)")
        #expect(failed(verdict).contains("leak.forwarded"))
        let link = try lab.run("client", "ip", "link", "show", "wtguest0")
        #expect(link.code != 0, "\(link.said)")
        // The same machine, with rules for what it forwards.
        let tight = try TestLab(
            "guesttight", ["--leak", "container-inside", "--killswitch", "strict"])
        let sealed = try watertight(tight, ["check"] + CheckTests.targets)
        #expect(sealed.checks["leak.forwarded"] == "pass", "\(sealed.said)")
        #expect(failed(sealed) == [])
    }

    /// Faults that no packet of the client's shows, only what an endpoint was asked.
    @Test(arguments: [
        ("tunnel-resolver", nil), ("resolver-isp", "dns.resolver-identity"), ("ecs", "dns.ecs"),
    ])
    func anEndpointTellsWhoseResolverAsks(_ id: String, _ red: String?) throws {
        let lab = try TestLab("asks", ["--leak", id, "--killswitch", "strict"])
        let verdict = try watertight(
            lab,
            ["check", "--browser", "none", "--endpoints", "self=203.0.113.53,zone=leak.test"]
                + CheckTests.targets)
        #expect(failed(verdict) == (red.map { [$0] } ?? []), "\(verdict.said)")
        for id in ["dns.resolver-identity", "dns.ecs"] where id != red {
            #expect(verdict.checks[id] == "pass", "\(id): \(verdict.said)")
        }
    }

    /// A directory that the policy declares, asked in clear text and over HTTPS.
    @Test func aClientsCallInClearIsFoundAndAnEncryptedOneIsNot() throws {
        var reds: [Set<String>] = []
        for id in ["control-plane", "control-plane-https"] {
            let lab = try TestLab("calls", ["--leak", id])
            let policy = "/run/watertight/labs/\(lab.name)/policy.yaml"
            let verdict = try watertight(
                lab, ["check", "--policy", policy, "--browser", "none"] + CheckTests.targets)
            #expect(verdict.code == 1, "\(verdict.said)")
            // Without a kill switch our own bound sockets leave in both.
            reds.append(failed(verdict))
            if id == "control-plane-https" {
                #expect(verdict.checks["leak.control-plane"] == "pass", "\(verdict.said)")
            }
        }
        #expect(reds[0].subtracting(reds[1]) == ["leak.control-plane"])
        #expect(reds[1].isSubset(of: reds[0]))
    }

    @Test func aCallOfTheProcessWithTheTunnelsSocketIsFoundWithoutAPolicy() throws {
        let lab = try TestLab("owner")
        // Sends to the entry as a client does, and asks for its node beside the tunnel.
        let program = """
            import socket, time
            def outside(kind):
                one = socket.socket(socket.AF_INET, kind)
                one.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"eth0")
                return one
            tunnel = outside(socket.SOCK_DGRAM)
            tunnel.connect(("203.0.113.10", 51820))
            for _ in range(240):
                tunnel.send(b"x" * 32)
                call = outside(socket.SOCK_STREAM)
                call.connect(("203.0.113.80", 80))
                call.send(b"GET /connect?exit=node-7 HTTP/1.1\\r\\nHost: srv\\r\\n\\r\\n")
                time.sleep(0.5)
                call.close()
            """
        let client = try lab.start("client", ["python3", "-c", program])
        let verdict = try watertight(lab, ["check", "--browser", "none"] + CheckTests.targets)
        try client.interrupt()
        #expect(verdict.checks["leak.control-plane"] == "fail", "\(verdict.said)")
    }

    @Test func aClientThatDoesNotCallOutsideIsKnownByItsSocket() throws {
        let lab = try TestLab("silent", ["--killswitch", "strict"])
        let verdict = try watertight(lab, ["check"] + CheckTests.targets)
        #expect(failed(verdict) == [], "\(verdict.said)")
        // wireguard-go where the kernel has no WireGuard of its own.
        #expect(
            ["pass", "notApplicable"].contains(verdict.checks["leak.control-plane"]),
            "\(verdict.said)")
    }

    @Test(.enabled(if: Unpacked.hasResolved, Unpacked.noResolved))
    func systemdResolvedIsJudgedByWhomItAsks() throws {
        let flags = ["check", "--browser", "none"] + CheckTests.targets
        let tight = try watertight(
            try TestLab("resolved", ["--leak", "resolved", "--killswitch", "strict"]), flags)
        #expect(tight.checks["dns.resolved-routing"] == "pass", "\(tight.said)")
        #expect(failed(tight) == [])
        // Its packets leave by the interface that it chose, whatever the routes say.
        let leaking = try watertight(try TestLab("link", ["--leak", "resolved-link"]), flags)
        #expect(leaking.code == 1, "\(leaking.said)")
        #expect(failed(leaking).isSuperset(of: ["dns.resolved-routing", "dns.underlay-53"]))
        // A kill switch holds them back, and what is left is what its settings tell.
        let held = try watertight(
            try TestLab("held", ["--leak", "resolved-link", "--killswitch", "strict"]), flags)
        #expect(held.code != 1, "\(held.said)")
        #expect(failed(held) == ["dns.resolved-routing"])
        let without = try watertight(try TestLab("without", ["--killswitch", "strict"]), flags)
        #expect(without.checks["dns.resolved-routing"] == "notApplicable", "\(without.said)")
    }

    @Test func aLeakingResolverIsFoundUnderItsOwnCause() throws {
        let lab = try TestLab("resolver", ["--leak", "dns-isp"])
        let verdict = try watertight(lab, ["check"] + CheckTests.targets)
        #expect(verdict.code == 1)
        #expect(failed(verdict).contains("dns.underlay-53"))
    }

    @Test func theRecordingIsJudgedAsTheLiveRunWas() throws {
        let lab = try TestLab("agree", ["--leak", "dns-isp"])
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "watertight-run-\(UInt64.random(in: 0 ... .max))").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let live = try watertight(lab, ["check", "-o", folder + "/"] + CheckTests.targets)
        let offline = try watertight(lab, ["analyze", folder])
        #expect(live.code == 1 && offline.code == 1)
        #expect(live.checks == offline.checks)
        #expect(live.findings == offline.findings && !live.findings.isEmpty)
        // Another program reads the evidence too.
        let dump = try lab.run("client", "tcpdump", "-n", "-r", folder + "/evidence.pcapng")
        #expect(dump.code == 0 && dump.said.contains("203.0.113.80"))
    }

    @Test func aDeadResponderAndALostTunnelAreNeverSealed() throws {
        let lab = try TestLab("lost", ["--killswitch", "strict"])
        // The entry is gone: nothing of the tunnel answers any more.
        let gone = try lab.run(
            "core", "ip", "route", "replace", "blackhole", "203.0.113.10/32", "metric", "0")
        #expect(gone.code == 0, "\(gone.said)")
        let verdict = try watertight(lab, ["check"] + CheckTests.targets)
        #expect(verdict.code == 3, "\(verdict.said)")
        #expect(failed(verdict) == [])
        #expect(!verdict.checks.values.contains("pass"))
    }

    @Test func theMachineIsAsItWas() throws {
        let lab = try TestLab("whole", ["--killswitch", "strict"])
        let state = { () throws -> [String] in
            try [
                ["ip", "route", "show", "table", "all"], ["ip", "rule"], ["ip", "-6", "rule"],
                ["ip", "-brief", "link"], ["cat", "/etc/resolv.conf"],
                ["nft", "-s", "list", "ruleset"],
            ].map { words in
                let run = try lab.start("client", words)
                _ = try run.end()
                // Link-local addresses come a second or two after their interface, by themselves.
                return try run.said.split(separator: "\n")
                    .filter { !$0.contains("fe80:") && !$0.contains("ff00:") }
                    .joined(separator: "\n")
            }
        }
        let before = try state()
        let verdict = try watertight(lab, ["check"] + CheckTests.targets)
        #expect(verdict.code == 0, "\(verdict.said)")
        let after = try state()
        for (was, now) in zip(before, after) { #expect(now == was) }
    }

    @Test func aPlanSendsNothing() throws {
        let lab = try TestLab("plan", ["--killswitch", "strict"])
        let plan = try lab.start(
            "client", [Started.executable, "check", "--plan"] + CheckTests.targets)
        #expect(try plan.end() == 0)
        let said = try plan.said
        #expect(said.contains("tunnel     wg0 to 203.0.113.10:51820,udp"))
        #expect(said.contains("past  STUN request to 203.0.113.80:3478, bound to eth0"))
        #expect(said.contains("sockets    which there are, and which process holds each"))
        #expect(said.contains("Nothing else is sent, and nothing is changed."))
    }

    @Test func whatCannotRunSaysWhy() throws {
        let lab = try TestLab("refused")
        for (words, code) in [
            (["--tunnel", "wg9"], "env.no_interface"), (["--uplink", "wwan0"], "env.no_interface"),
        ] {
            let run = try lab.start("client", [Started.executable, "check"] + words)
            #expect(try run.end() == 4)
            #expect(try run.said.contains(code))
        }
        // A machine without a tunnel.
        let bare = try lab.start("mal", [Started.executable, "check"])
        #expect(try bare.end() == 4)
        #expect(try bare.said.contains("tunnel.none"))
        let nobody = try lab.start(
            "client",
            [
                "setpriv", "--reuid=65534", "--clear-groups", "--", Started.openExecutable, "check",
                "--outer", "203.0.113.10:51820,udp",
            ])
        #expect(try nobody.end() == 4)
        let said = try nobody.said
        #expect(said.contains("Capturing needs CAP_NET_RAW. You are uid 65534 without it."))
        #expect(said.contains("try:  sudo watertight check --outer 203.0.113.10:51820,udp"))
        #expect(said.contains("env.cap_net_raw"))
    }
}
