internal import Foundation
internal import Glibc
internal import Testing

/// `watertight check --netns` on tunnels that no lab made.
@Suite(
    .serialized, .sideBySide,
    .enabled(if: TestLab.hindrance == nil, Comment(rawValue: TestLab.hindrance ?? "")))
struct NamespaceTests {
    /// A folder of one test, gone with the value.
    private final class Folder {
        let path = FileManager.default.temporaryDirectory
            .appending(path: "watertight-netns-\(UInt64.random(in: 0 ... .max))").path
        init() throws {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true)
        }
        deinit { do { try FileManager.default.removeItem(atPath: path) } catch {} }
        func callAsFunction(_ name: String) -> String { path + "/" + name }
    }

    private static let target = ["--target", HandMade.server]

    private func check(_ words: [String], in folder: Folder) throws -> (code: Int32, said: String) {
        let run = try Started(
            program: ["env", "-C", folder.path, Started.executable, "check"] + words)
        return (try run.end(), try run.said)
    }

    @Test func aTunnelBehindStrictRulesIsSealedAndLeaksWithout() throws {
        let (hand, folder) = (try HandMade("a"), try Folder())
        let words = ["-t", hand.tunnel, "--netns", hand.client, "-o", "a.json"] + Self.target
        let open = try check(words, in: folder)
        #expect(open.code == 1, "\(open.said)")
        let leak = try Judged(folder("a.json"))
        #expect(leak.failed.contains("leak.localnet") || leak.failed.contains("leak.ipv4-direct"))
        #expect(leak.verdict(of: "dns.underlay-53") == "pass")
        // It was never used before, so it had to be woken.
        #expect(open.said.contains("waiting for \(hand.tunnel) to shake hands"))
        try hand.block()
        let sealed = try check(words, in: folder)
        #expect(sealed.code == 0, "\(sealed.said)")
        let report = try Judged(folder("a.json"))
        #expect(report.failed.isEmpty)
        for id in ["leak.ipv4-direct", "dns.underlay-53", "webrtc.srflx"] {
            #expect(report.verdict(of: id) == "pass", "\(id)")
        }
        #expect(!sealed.said.contains("waiting for"))
        // What is being watched is said before it is judged.
        #expect(
            sealed.said.hasPrefix(
                "watching \(hand.tunnel) to 198.51.100.10:51820,udp, and eth0 outside it;"))
        // The tunnel's own resolver shows that it lived, where nobody is named.
        let alone = try check(["-t", hand.tunnel, "--netns", hand.client], in: folder)
        #expect(alone.code == 0, "\(alone.said)")
    }

    @Test func theResolverIsThatOfTheNamespace() throws {
        let (hand, folder) = (try HandMade("b"), try Folder())
        let plan = try check(["--plan", "--netns", hand.client], in: folder)
        #expect(plan.code == 0)
        #expect(plan.said.contains("tunnel     \(hand.tunnel) to 198.51.100.10:51820,udp"))
        #expect(plan.said.contains("look-up at \(HandMade.server):53"), "\(plan.said)")
        // Nothing was sent: the tunnel has never shaken hands.
        let age = try hand.run(in: hand.client, "wg show \(hand.tunnel) latest-handshakes")
        #expect(age.hasSuffix("\t0\n"))
    }

    @Test func filesAreThoseOfTheCallerWhateverTheNamespaceMounts() throws {
        let (hand, folder) = (try HandMade("c"), try Folder())
        // A process of that namespace, in whose mounts the folder of the test is not to be found.
        let holder = try Started(program: [
            "ip", "netns", "exec", hand.client, "unshare", "--mount", "sh", "-c",
            "mount -t tmpfs none \(FileManager.default.temporaryDirectory.path) && echo ready "
                + "&& exec sleep 600",
        ])
        defer { do { try holder.kill() } catch { Issue.record(error) } }
        try holder.until { try holder.said.contains("ready") }
        try Data("version: 1\nchecks: [leak]\nout: [a.json, run/]\n".utf8)
            .write(to: URL(fileURLWithPath: folder("watertight.yaml")))
        try Data("fail_on: never\n".utf8)
            .write(to: URL(fileURLWithPath: folder("policy.yaml")))
        let run = try check(
            ["--netns", "/proc/\(holder.pid)/ns", "--policy", "policy.yaml", "--quick"]
                + Self.target, in: folder)
        // A required check has failed, and by the policy that is no leak.
        #expect(run.code == 3, "\(run.said)")
        let report = try Judged(folder("a.json"))
        #expect(!report.checks.isEmpty && report.checks.allSatisfy { $0.id.hasPrefix("leak.") })
        #expect(report.limits.contains { $0.reason_code == "scope.not_asked" })
        // The process's number alone means the same.
        let plan = try check(
            ["--plan", "--netns", "\(holder.pid)"] + Self.target, in: folder)
        #expect(plan.code == 0 && plan.said.contains("look-up at \(HandMade.server):53"))
        let offline = try Started(["analyze", folder("run"), "-qq"])
        #expect(try offline.end() == 1)
    }

    @Test func withoutAHandshakeNothingIsJudged() throws {
        let (hand, folder) = (try HandMade("d", answering: false), try Folder())
        let run = try check(
            ["--netns", hand.client, "--quick", "-o", "a.json", "-o", "run/"], in: folder)
        #expect(run.code == 4)
        #expect(run.said.contains("\(hand.tunnel) has no handshake"))
        #expect(run.said.contains("198.51.100.10:51820 gave no answer within 1.5 s"))
        #expect(run.said.contains("exit 4, watertight explain tunnel.no_handshake"))
        // The report says so too; there is no recording.
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a.json"])
        let report = try Judged(folder("a.json"))
        #expect(report.verdict == "error" && report.checks.isEmpty)
    }

    @Test func oneOfSeveralTunnelsMustBeNamedUnlessItAloneTakesEverything() throws {
        let (hand, folder) = (try HandMade("e"), try Folder())
        for name in ["tun7", "tun8"] {
            try hand.run("ip -n \(hand.client) tuntap add \(name) mode tun")
        }
        let down = try check(["--netns", hand.client, "-t", "tun7"], in: folder)
        #expect(down.code == 4 && down.said.contains("explain tunnel.down"))
        for name in ["tun7", "tun8"] { try hand.run("ip -n \(hand.client) link set \(name) up") }
        // Everything goes into one of the three.
        let plan = try check(["--netns", hand.client, "--plan"], in: folder)
        #expect(plan.code == 0 && plan.said.contains("tunnel     \(hand.tunnel) to"))
        #expect(plan.said.contains("tun7 is a tunnel too"))
        try hand.run("ip -n \(hand.client) route add 0.0.0.0/1 dev tun8")
        let run = try check(["--netns", hand.client], in: folder)
        #expect(run.code == 4, "\(run.said)")
        #expect(run.said.contains("2 tunnels are up, and none is named"))
        #expect(run.said.contains("--netns \(hand.client) --tunnel "))
        #expect(run.said.contains("exit 4, watertight explain tunnel.several"))
        let unknown = try check(
            ["--netns", hand.client, "-t", hand.tunnel + "x"], in: folder)
        #expect(unknown.code == 4 && unknown.said.contains("(up), tun7 (up), tun8 (up)"))
        #expect(unknown.said.contains("check --netns \(hand.client) -t \(hand.tunnel)\n"))
    }

    @Test func repeatsAreRecordedOneByOneForTheCallerOfSudo() throws {
        let (hand, folder) = (try HandMade("f"), try Folder())
        // Most often another file system than the test's folder, so that nothing can be renamed.
        let place = "/dev/shm/watertight-\(getpid())"
        try FileManager.default.createDirectory(
            atPath: place, withIntermediateDirectories: false)
        defer { do { try FileManager.default.removeItem(atPath: place) } catch {} }
        let run = try Started(
            program: [
                "env", "-C", folder.path, "SUDO_UID=1234", "SUDO_GID=1235", "TMPDIR=\(place)",
                Started.executable, "check", "dns", "leak", "--netns", hand.client, "--quick",
                "--repeat", "2", "-o", "a.json", "-o", "run/",
            ] + Self.target)
        let code = try run.end()
        let said = try run.said
        #expect(code == 1, "\(said)")
        #expect(said.contains("run 2 of 2\n"))
        #expect(said.contains("All 2 runs agree") || said.contains("2 runs disagree"))
        #expect(try Judged(folder("a.json")).verdict == "fail")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        #expect(names == ["a.json", "run-1", "run-2"])
        let inner = try FileManager.default.contentsOfDirectory(atPath: folder("run-2"))
        #expect(inner.contains("evidence.pcapng"))
        for name in names + inner.map({ "run-2/" + $0 }) {
            let facts = try FileManager.default.attributesOfItem(atPath: folder(name))
            #expect(facts[.ownerAccountID] as? Int == 1234, "\(name)")
            #expect(facts[.groupOwnerAccountID] as? Int == 1235, "\(name)")
        }
        let offline = try Started(["analyze", folder("run-1"), folder("run-2"), "-qq"])
        #expect(try offline.end() == 1)
        #expect(try FileManager.default.contentsOfDirectory(atPath: place).isEmpty)
    }
}
