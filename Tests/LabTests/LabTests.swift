internal import Foundation
internal import Glibc
internal import Testing

/// What a lab is, while it is up and when it is gone.
@Suite(
    .sideBySide,
    .enabled(if: TestLab.hindrance == nil, Comment(rawValue: TestLab.hindrance ?? "")))
struct LabTests {
    @Test func upAndDownLeaveNothing() throws {
        let lab = try TestLab("leave")
        #expect(try TestLab.isReady(lab.name))
        // No cable ever shows on the machine itself.
        let links = try FileManager.default.contentsOfDirectory(atPath: "/sys/class/net")
        #expect(Set(links).isDisjoint(with: ["br-lan", "wan", "client", "mal", "entry", "srv"]))
        let traces = Traces(lab.name)
        #expect(traces.namespaces.count == 11)
        #expect(try TestLab.watertight("down", "--name", lab.name).code == 0)
        #expect(try traces.left == [])
        #expect(try TestLab.watertight("status", "--name", lab.name).code == 4)
    }

    @Test func twoLabsLiveSideBySide() throws {
        let first = try TestLab("one")
        let second = try TestLab("two", ["--hops", "2", "--killswitch", "strict"])
        #expect(try TestLab.isReady(first.name))
        #expect(try TestLab.isReady(second.name))
        let namespaces = Traces(first.name).namespaces
        #expect(namespaces.isDisjoint(with: Traces(second.name).namespaces))
        try TestLab.down(first.name)
        #expect(try TestLab.isReady(second.name))
    }

    /// Files that appear one after the other while a lab is made.
    @Test(arguments: [
        "manifest.json", "pin", "core/steps.log", "home/dnsmasq.log", "client/dhclient.log",
        "exit/wg0.conf", "client/wg0.conf", "client/wg1.conf",
    ])
    func aMakerThatIsKilledLeavesNothingBehindTheNextDown(_ mark: String) throws {
        let name = TestLab.own("kill")
        let path =
            mark == "pin" ? "/run/netns/wt-\(name)-core" : "/run/watertight/labs/\(name)/\(mark)"
        let maker = try Started(["lab", "up", "--name", name, "--hops", "2"])
        try maker.until { FileManager.default.fileExists(atPath: path) }
        try maker.kill()
        let traces = Traces(name)
        #expect(try TestLab.watertight("down", "--name", name).code == 0)
        #expect(try traces.left == [])
    }

    @Test func theNextUpTakesThePlaceOfWhatAKilledMakerLeft() throws {
        let name = TestLab.own("again")
        let maker = try Started(["lab", "up", "--name", name])
        try maker.until {
            FileManager.default.fileExists(
                atPath: "/run/watertight/labs/\(name)/client/dhclient.log")
        }
        try maker.kill()
        let old = Traces(name)
        let lab = try TestLab(named: name)
        #expect(try TestLab.isReady(lab.name))
        try TestLab.down(lab.name)
        #expect(try old.left == [])
    }

    /// A masquerade slows down every namespace of the machine that loses an interface.
    @Test func nodesTranslateToAddressesThatTheyAreTold() throws {
        let lab = try TestLab("nat", ["--hops", "2"])
        for (node, addresses) in [
            ("home", ["198.51.100.2"]), ("entry", ["203.0.113.10", "2001:db8:113::10"]),
            ("exit", ["203.0.113.30", "2001:db8:113::30"]),
        ] {
            let rules = try lab.run(node, "nft", "list", "ruleset").said
            for address in addresses { #expect(rules.contains("to \(address)"), "\(rules)") }
            #expect(!rules.contains("masquerade"), "\(rules)")
        }
    }

    @Test func namesAndPingsGoThroughTwoHops() throws {
        let lab = try TestLab("hops", ["--hops", "2"])
        let found = try lab.run("client", "getent", "ahostsv4", "through.leak.test")
        #expect(found.said.contains("203.0.113.80"))
        // The last node's resolver was asked from inside the tunnel.
        #expect(try lab.file("exit", "unbound.log").contains("10.66.0.2 through.leak.test. A IN"))
        #expect(try lab.run("client", "ping", "-n", "-c", "1", "-w", "5", "203.0.113.80").code == 0)
        #expect(
            try lab.run("client", "ping", "-n", "-c", "1", "-w", "5", "2001:db8:113::80").code == 0)
        let status = try TestLab.watertight("status", "--name", lab.name).said
        #expect(status.contains("wg0") && status.contains("wg1"))
        #expect(!status.contains("not up"))
    }

    @Test func aRenewedLeaseLeavesTheTunnelsResolver() throws {
        let lab = try TestLab("renewed", ["--leak", "dhcp-renew"])
        let bound = { try lab.file("client", "dhclient.log").split(separator: "bound to ").count }
        // The lease is there before the tunnel; dhclient says so when its script has ended.
        let before = try bound()
        try Started.wait { try bound() > before }
        #expect(
            try lab.file("client", "dhclient.leases").contains(
                "option domain-name-servers 192.168.50.1;"))
        let list = try lab.run("client", "cat", "/etc/resolv.conf").said
        #expect(list == "nameserver 10.64.0.1\n")
    }

    /// Resolvers, and the address that the authoritative server sees.
    @Test(arguments: [
        ("none", "10.64.0.1", "203.0.113.10"), ("none", "192.168.50.1", "198.51.100.53"),
        ("none", "198.51.100.53", "198.51.100.53"), ("resolver-isp", "10.64.0.1", "198.51.100.53"),
    ])
    func theNameServerTellsWhichResolverAsked(
        _ leak: String, resolver: String, seen: String
    ) throws {
        let lab = try TestLab("asked", leak == "none" ? [] : ["--leak", leak])
        let rows = try TestRows(lab, askedAt: resolver)
        #expect(rows.text.contains("\"\(seen)\""), "\(rows.text)")
        // Nothing but this resolver asked.
        let others = ["203.0.113.10", "198.51.100.53", "203.0.113.30"].filter { $0 != seen }
        #expect(!others.contains { rows.text.contains($0) }, "\(rows.text)")
    }

    @Test func theSubnetOfTheClientIsPassedOnOnlyWithTheSwitch() throws {
        for (flags, isTold) in [(["--leak", "ecs"], true), ([], false)] {
            let rows = try TestRows(TestLab("ecs", flags), askedAt: "10.64.0.1")
            #expect(rows.text.contains("10.64.0.") == isTold, "\(rows.text)")
        }
    }

    @Test func aNeighbourLearnsTheInnerAddress() throws {
        let lab = try TestLab("arp", ["--leak", "arp-inner"])
        let seen = try lab.start(
            "client",
            [
                "tcpdump", "-n", "-i", "eth0", "-c", "1",
                "arp[7] == 2 and src host 10.64.0.2",
            ])
        #expect(try seen.end() == 0)
        #expect(try seen.said.contains("Reply 10.64.0.2 is-at 02:00:00:00:50:0c"))
    }

    @Test func noRouteLeadsOut() throws {
        let lab = try TestLab("route")
        for node in ["core", "auth"] {
            let route = try lab.run(node, "ip", "route", "get", "192.0.2.1")
            #expect((route.code != 0) == (node == "core"))
        }
        let ping = try lab.run("srv", "ping", "-n", "-c", "1", "-w", "5", "192.0.2.1")
        #expect(ping.code == 1 && ping.said.contains("Net Unreachable"))
    }

    @Test func aProgramsExitCodeIsPassedThrough() throws {
        let lab = try TestLab("code")
        #expect(try lab.run("client", "sh", "-c", "exit 7").code == 7)
        #expect(try lab.run("client", "sh", "-c", "kill -9 $$").code == -9)
        #expect(try lab.run("client", "no-such-program").code == 4)
    }

    @Test func runMakesALabForOneProgram() throws {
        let name = TestLab.own("run")
        let words = ["--name", name, "--leak", "dns-isp", "--", "sh", "-c"]
        let run = try Started(
            ["lab", "run"] + words + ["echo $WATERTIGHT_LAB; cat /etc/resolv.conf; exit 5"])
        #expect(try run.end() == 5)
        #expect(try run.said == "\(name)\nnameserver 192.168.50.1\n")
        #expect(try Traces(name).left == [])
    }

    @Test func aLabThatIsAskedToStopIsTakenDown() throws {
        let name = TestLab.own("stop")
        let run = try Started(["lab", "run", "--name", name, "--", "sleep", "60"])
        try run.until { try TestLab.isReady(name) }
        let traces = Traces(name)
        kill(run.pid, SIGTERM)
        #expect(try run.end() == -SIGTERM)
        #expect(try traces.left == [])
    }

    @Test(arguments: [
        ["up", "--name", "UPPER"], ["up", "--hops", "4"], ["up", "--leak", "none"],
        ["up", "--killswitch", "loose"], ["exec", "nowhere", "--", "true"], ["exec", "client"],
        ["run"], ["up", "--home-ipv6", "--no-ipv6"], ["up", "--no-connect", "--hops", "2"],
        ["up", "--forwarding", "--leak", "dns-isp"],
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
