internal import Foundation
internal import Lab
internal import Testing

/// Each weak kill switch lets out what its name says, and the strict one does not.
@Suite(
    .sideBySide,
    .enabled(if: TestLab.hindrance == nil, Comment(rawValue: TestLab.hindrance ?? "")))
struct KillSwitchTests {
    /// Weak shapes, and the leak that each lets out.
    private static let leaks = [
        "weak-dns": "dns-isp", "weak-source": "inner-source", "weak-family": "v6-ra",
        "weak-output": "forwarded", "weak-endpoint": "endpoint-plaintext",
        "weak-mark": "split-mark",
    ]

    @Test(arguments: leaks.keys.sorted(), [true, false])
    func aWeakShapeLetsOutWhatTheStrictOneHolds(_ shape: String, isWeak: Bool) throws {
        let id = try #require(KillSwitchTests.leaks[shape])
        let lab = try TestLab(
            "weak", ["--leak", id, "--killswitch", isWeak ? shape : "strict"])
        let watch = try LeakTests.watch(lab, id)
        #expect(watch.outer > 0)
        #expect(Set(watch.failed) == Set(isWeak ? Leak.named(id)?.reds ?? [] : []))
    }

    @Test(arguments: [true, false])
    func whatWasOpenBeforeGoesOnUnderWeakEstablished(isWeak: Bool) throws {
        let lab = try TestLab("open", ["--killswitch", isWeak ? "weak-established" : "strict"])
        try #require(
            try lab.run("client", "nft", "delete", "table", "inet", "killswitch").code == 0)
        let ping = try lab.start(
            "client",
            ["ping", "-n", "-I", "eth0", "-i", "0.1", "-w", "20", "203.0.113.80"])
        let answers = { try ping.said.split(separator: "\n").count { $0.contains("icmp_seq=") } }
        try ping.until { try answers() > 2 }
        try #require(try lab.run("client", "nft", "-f", KillSwitchTests.rules(lab)).code == 0)
        let before = try answers()
        if isWeak {
            try ping.until { try answers() > before + 10 }
            #expect(try answers() > before + 10)
        } else {
            // The kernel's word that it tried.
            try ping.until { try ping.said.contains("Operation not permitted") }
            // One may have been on its way.
            #expect(try answers() <= before + 1)
        }
        try ping.interrupt()
    }

    @Test(arguments: [true, false])
    func anotherInterfaceIsOpenUnderWeakInterface(isWeak: Bool) throws {
        let lab = try TestLab("link", ["--killswitch", isWeak ? "weak-interface" : "strict"])
        let holder = "\(try lab.manifest.holder(of: "client"))"
        let steps: [(String, [String])] = [
            (
                "home",
                ["link", "add", "c1", "type", "veth", "peer", "name", "eth1", "netns", holder]
            ),
            ("home", ["link", "set", "c1", "master", "br-lan", "up"]),
            ("client", ["addr", "add", "192.168.50.200/24", "dev", "eth1"]),
            ("client", ["link", "set", "eth1", "up"]),
            ("client", ["route", "prepend", "default", "via", "192.168.50.1", "dev", "eth1"]),
        ]
        for (node, words) in steps {
            let step = try lab.start(node, ["ip"] + words)
            let code = try step.end()
            let said = try step.said
            try #require(code == 0, "\(said)")
        }
        // It wins over the first one's default route, which it would have to.
        let route = try lab.run("client", "ip", "route", "show", "default")
        #expect(route.said.split(separator: "\n").first?.contains("eth1") == true)
        for (interface, isOpen) in [("eth0", false), ("eth1", isWeak)] {
            let ping = try lab.run(
                "client", "ping", "-n", "-c", "2", "-w", "5", "-I", interface, "203.0.113.80")
            #expect((ping.code == 0) == isOpen, "\(interface): \(ping.said)")
        }
    }

    @Test(arguments: [true, false])
    func aReloadInTwoStepsOpensWeakReload(isWeak: Bool) throws {
        let lab = try TestLab("reload", ["--killswitch", isWeak ? "weak-reload" : "strict"])
        let ping = try lab.start(
            "client",
            ["ping", "-n", "-q", "-i", "0.002", "-c", "2000", "-I", "eth0", "203.0.113.80"])
        _ = try ping.end()
        let summary = try #require(
            try ping.said.firstMatch(of: /(\d+) packets transmitted, (\d+) received/))
        #expect(Int(summary.1) == 2000)
        #expect((Int(summary.2) ?? 0 > 0) == isWeak)
    }

    @Test func aTunnelOfItsOwnHasNoKillSwitch() throws {
        let refused = try TestLab.watertight(
            "up", "--leak", "udp-bypass", "--killswitch", "strict")
        #expect(refused.code == 2)
        #expect(refused.said.contains("has a tunnel of its own"))
    }

    private static func rules(_ lab: TestLab) -> String {
        "/run/watertight/labs/\(lab.name)/client/killswitch.nft"
    }
}
