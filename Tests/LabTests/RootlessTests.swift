internal import Foundation
internal import Glibc
internal import Testing

/// `lab run` of an ordinary user.
@Suite(
    .sideBySide,
    .enabled(
        if: Nobody.hindrance == nil, Comment(rawValue: Nobody.hindrance ?? "")))
struct RootlessTests {
    @Test func anOrdinaryUserHasALab() throws {
        let name = TestLab.own("user")
        let run = try Nobody.lab([
            "--name", name, "--hops", "2", "--killswitch", "strict", "--", "sh", "-c",
            "id -u; ping -n -q -c 1 -w 5 203.0.113.80; ping -n -q -c 1 -w 5 2001:db8:113::80",
        ])
        let end = try run.outcome()
        #expect(end.code == 0 && end.said.hasPrefix("0\n"), "\(end.said)")
        // It was in a folder of its own.
        #expect(try Traces(name).left == [])
    }

    @Test func itsLeakIsFound() throws {
        for (flags, code) in [([], 0), (["--leak", "dns-isp"], 1)] as [([String], Int32)] {
            let run = try Nobody.lab(
                ["--killswitch", code == 0 ? "strict" : "none"] + flags + [
                    "--", Started.openExecutable, "check", "--target", "203.0.113.80", "--zone",
                    "leak.test",
                ])
            let end = try run.outcome()
            #expect(end.code == code, "\(end.said)")
            #expect(end.said.contains("plain DNS left outside") == (code == 1))
        }
    }

    @Test func allOfItDiesWithTheCommand() throws {
        let run = try Nobody.lab([
            "--", "sh", "-c", "readlink /proc/self/ns/net; exec sleep 60",
        ])
        try run.until { try run.said.contains("net:[") }
        let network = try run.said.trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(try Nobody.processes(in: network) > 1)
        try run.kill()
        let end = DispatchTime.now() + .seconds(20)
        while try Nobody.processes(in: network) > 0, DispatchTime.now() < end {
            usleep(1000)
        }
        #expect(try Nobody.processes(in: network) == 0)
    }

    @Test func whatAsksItToStopReachesTheProgram() throws {
        let run = try Nobody.lab([
            "--", "sh", "-c",
            "trap 'echo stopped; exit 3' TERM; echo up; while :; do sleep 0.1; done",
        ])
        try run.until { try run.said.contains("up") }
        kill(run.pid, SIGTERM)
        #expect(try run.end() == -SIGTERM)
        #expect(try run.said.contains("stopped"))
    }

    @Test func aMissingTunnelDeviceIsTold() throws {
        let run = try Nobody.lab(["--", "true"], mode: "600")
        #expect(try run.end() == 4)
        #expect(try run.said.hasPrefix("error: a lab needs root, or /dev/net/tun"))
    }

    @Test func forbiddenNamespacesAreTold() throws {
        // The setting is one for each user namespace, so here it is changed for this one alone.
        let holder = try Started(program: ["unshare", "--user", "sleep", "60"])
        let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/user")
        let space = "/proc/\(holder.pid)/ns/user"
        try holder.until {
            try FileManager.default.destinationOfSymbolicLink(atPath: space) != own
        }
        for map in ["uid_map", "gid_map"] {
            try Data("0 0 65535".utf8).write(
                to: URL(fileURLWithPath: "/proc/\(holder.pid)/\(map)"))
        }
        let run = try Started(program: [
            "nsenter", "--user", "--target", "\(holder.pid)", "--setuid", "0", "--setgid", "0",
            "sh",
            "-c", "echo 0 > /proc/sys/user/max_user_namespaces && exec \"$@\"", "sh", "setpriv",
            "--reuid=1000", "--regid=1000", "--clear-groups", "--", Started.openExecutable, "lab",
            "run",
            "--", "true",
        ])
        let end = try run.outcome()
        #expect(end.code == 4)
        #expect(end.said.contains("user.max_user_namespaces is 0"), "\(end.said)")
        try holder.kill()
    }
}
