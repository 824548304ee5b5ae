internal import Foundation
internal import Glibc
internal import Testing

/// What a lab is, while it is up and when it is gone.
@Suite(
    .serialized,
    .enabled(if: TestLab.hindrance == nil, Comment(rawValue: TestLab.hindrance ?? "")))
struct LabTests {
    @Test func upAndDownLeaveNothing() throws {
        let files = FileManager.default
        let links = try files.contentsOfDirectory(atPath: "/sys/class/net")
        let lab = try TestLab("tleave")
        #expect(try TestLab.isReady(lab.name))
        #expect(try files.contentsOfDirectory(atPath: "/sys/class/net") == links)
        let namespaces = Traces.namespaces(lab.name)
        #expect(namespaces.count == 11)
        #expect(try TestLab.watertight("down", "--name", lab.name).code == 0)
        #expect(try Traces.left(lab.name, namespaces) == [])
        #expect(try TestLab.watertight("status", "--name", lab.name).code == 4)
    }

    @Test func twoLabsLiveSideBySide() throws {
        let first = try TestLab("tone")
        let second = try TestLab("ttwo", ["--hops", "2", "--killswitch", "strict"])
        #expect(try TestLab.isReady(first.name))
        #expect(try TestLab.isReady(second.name))
        #expect(Traces.namespaces("tone").isDisjoint(with: Traces.namespaces("ttwo")))
        try TestLab.down(first.name)
        #expect(try TestLab.isReady(second.name))
    }

    /// Files that appear one after the other while a lab is made.
    @Test(arguments: [
        "labs/tkill/manifest.json", "netns/wt-tkill-core", "netns/wt-tkill-srv",
        "labs/tkill/core/steps.log", "labs/tkill/home/dnsmasq.log",
        "labs/tkill/client/dhclient.log", "labs/tkill/exit/wg0.conf",
        "labs/tkill/client/wg0.conf", "labs/tkill/client/wg1.conf",
    ])
    func aMakerThatIsKilledLeavesNothingBehindTheNextDown(_ mark: String) throws {
        let path = mark.hasPrefix("labs") ? "/run/watertight/" + mark : "/run/" + mark
        let maker = try Started(["lab", "up", "--name", "tkill", "--hops", "2"])
        try maker.until { FileManager.default.fileExists(atPath: path) }
        try maker.kill()
        let namespaces = Traces.namespaces("tkill")
        #expect(try TestLab.watertight("down", "--name", "tkill").code == 0)
        #expect(try Traces.left("tkill", namespaces) == [])
    }

    @Test func theNextUpTakesThePlaceOfWhatAKilledMakerLeft() throws {
        let maker = try Started(["lab", "up", "--name", "tagain"])
        try maker.until {
            FileManager.default.fileExists(
                atPath: "/run/watertight/labs/tagain/client/dhclient.log")
        }
        try maker.kill()
        let old = Traces.namespaces("tagain")
        let lab = try TestLab("tagain")
        #expect(try TestLab.isReady(lab.name))
        try TestLab.down(lab.name)
        #expect(try Traces.left("tagain", old) == [])
    }

    @Test func namesAndPingsGoThroughTwoHops() throws {
        let lab = try TestLab("thops", ["--hops", "2"])
        let found = try lab.run("client", "getent", "ahostsv4", "through.leak.test")
        #expect(found.said.contains("203.0.113.80"))
        // The last node's resolver was asked from inside the tunnel.
        #expect(try lab.file("exit", "unbound.log").contains("10.66.0.2 through.leak.test. A IN"))
        #expect(try lab.run("client", "ping", "-n", "-c", "1", "-w", "5", "203.0.113.80").code == 0)
        #expect(
            try lab.run("client", "ping", "-n", "-c", "1", "-w", "5", "2001:db8:113::80").code == 0)
        let status = try TestLab.watertight("status", "--name", lab.name).said
        #expect(status.contains("wg0") && status.contains("wg1"))
        #expect(!status.contains("no handshake"))
    }

    @Test func noRouteLeadsOut() throws {
        let lab = try TestLab("troute")
        for node in ["core", "auth"] {
            let route = try lab.run(node, "ip", "route", "get", "192.0.2.1")
            #expect((route.code != 0) == (node == "core"))
        }
        let ping = try lab.run("srv", "ping", "-n", "-c", "1", "-w", "5", "192.0.2.1")
        #expect(ping.code == 1 && ping.said.contains("Net Unreachable"))
    }

    @Test func aProgramsExitCodeIsPassedThrough() throws {
        let lab = try TestLab("tcode")
        #expect(try lab.run("client", "sh", "-c", "exit 7").code == 7)
        #expect(try lab.run("client", "sh", "-c", "kill -9 $$").code == -9)
        #expect(try lab.run("client", "no-such-program").code == 4)
    }

    @Test func runMakesALabForOneProgram() throws {
        let words = ["--name", "trun", "--leak", "dns-isp", "--", "sh", "-c"]
        let run = try Started(
            ["lab", "run"] + words + ["echo $WATERTIGHT_LAB; cat /etc/resolv.conf; exit 5"])
        #expect(try run.end() == 5)
        #expect(try run.said == "trun\nnameserver 192.168.50.1\n")
        #expect(try Traces.left("trun", []) == [])
    }

    @Test func aLabThatIsAskedToStopIsTakenDown() throws {
        let run = try Started(["lab", "run", "--name", "tstop", "--", "sleep", "60"])
        try run.until { try TestLab.isReady("tstop") }
        kill(run.pid, SIGTERM)
        #expect(try run.end() == -SIGTERM)
        #expect(try Traces.left("tstop", []) == [])
    }

    @Test(arguments: [
        ["up", "--name", "UPPER"], ["up", "--hops", "4"], ["up", "--leak", "none"],
        ["up", "--killswitch", "loose"], ["exec", "nowhere", "--", "true"], ["exec", "client"],
        ["run"],
    ])
    func whatMeansNothingIsRefused(_ words: [String]) throws {
        let run = try Started(["lab"] + words)
        #expect(try run.end() == 2)
        #expect(try run.said.contains("watertight lab --help"))
    }

    @Test func withoutRootTheReasonIsTold() throws {
        let run = try Started(program: ["unshare", "--user", Started.executable, "lab", "up"])
        #expect(try run.end() == 4)
        #expect(try run.said.hasPrefix("error: a lab needs root"))
        #expect(try run.said.contains("explain env.root"))
    }
}
