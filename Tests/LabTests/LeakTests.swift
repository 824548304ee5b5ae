internal import Audit
internal import Checks
internal import Lab
internal import Testing

/// Each leak turns its checks red, as seen on the wire, and each look-alike stays green.
@Suite(
    .serialized,
    .enabled(if: TestLab.hindrance == nil, Comment(rawValue: TestLab.hindrance ?? "")))
struct LeakTests {
    @Test(arguments: Leak.all.map(\.id))
    func aLeakTurnsItsChecksRed(_ id: String) throws {
        let leak = try #require(Leak.named(id))
        let lab = try TestLab("leak", ["--leak", id])
        // A lease is renewed every three or four seconds, and only then seen.
        let isLeased = ["dhcp-route", "localnet"].contains(id)
        let watch = try Watch(lab, pings: isLeased ? 60 : 12)
        #expect(watch.outer > 0)
        #expect(Set(leak.reds).isSubset(of: watch.failed))
    }

    @Test(arguments: Leak.lookAlikes.map(\.id))
    func aLookAlikeStaysGreen(_ id: String) throws {
        let lab = try TestLab("green", ["--leak", id])
        let flags = id == "mdns-trusted" ? ["--allow-lan"] : []
        let watch = try Watch(lab, pings: id == "dhcp-renew" ? 60 : 12, flags: flags)
        #expect(watch.outer > 0)
        #expect(watch.failed == [])
    }

    @Test func theStrictKillSwitchHoldsBackABoundSocket() throws {
        let lab = try TestLab(
            "strict", ["--leak", "iface-bind", "--killswitch", "strict", "--hops", "2"])
        let watch = try Watch(lab, pings: 12)
        #expect(watch.outer > 0)
        #expect(watch.failed == [])
        // The program did try.
        let rules = try lab.run("client", "nft", "list", "chain", "inet", "killswitch", "output")
        #expect(rules.said.contains("counter packets "))
        #expect(!rules.said.contains("counter packets 0 "))
    }

    @Test func lookUpsLeaveOutsideOnlyWithTheLeak() throws {
        let leaking = try TestLab("dns", ["--leak", "dns-isp"])
        let words = ["tcpdump", "-n", "-i", "eth0", "-c", "5", "udp", "dst", "port", "53"]
        // Ends with the fifth look-up on the physical interface.
        let seen = try leaking.start("client", words)
        #expect(try seen.end() == 0)
        #expect(try seen.said.contains("> 192.168.50.1.53: "))
        let tight = try TestLab("nodns", ["--leak", "tunnel-resolver"])
        let stray = try tight.start("client", words)
        try stray.until { try stray.said.contains("listening on") }
        let inside = try tight.start(
            "client", words.map { $0 == "eth0" ? "wg0" : $0 })
        #expect(try inside.end() == 0)
        try stray.interrupt()
        #expect(try stray.said.contains("\n0 packets captured"))
    }
}

/// The switches as `watertight lab list` has them.
struct LeakCatalogueTests {
    @Test func everyCheckOfALeakIsInTheCatalogue() {
        let checks = Set(Catalogue.checks.map(\.id.name))
        for leak in Leak.all {
            #expect(!leak.reds.isEmpty && checks.isSuperset(of: leak.reds), "\(leak.id)")
        }
        #expect(Leak.lookAlikes.allSatisfy { $0.reds.isEmpty })
    }

    @Test func everyIdIsItsOwn() {
        let ids = (Leak.all + Leak.lookAlikes).map(\.id)
        #expect(Set(ids).count == ids.count)
        for id in ids { #expect(Leak.named(id)?.id == id) }
    }
}
