internal import Audit
internal import Checks
internal import Lab
internal import Testing

/// Each leak turns its checks red, as seen on the wire, and each look-alike stays green.
@Suite(
    .sideBySide,
    .enabled(if: TestLab.hindrance == nil, Comment(rawValue: TestLab.hindrance ?? "")))
struct LeakTests {
    @Test(arguments: Unpacked.possible(Leak.all))
    func aLeakTurnsItsChecksRedAndNoOthers(_ id: String) throws {
        let leak = try #require(Leak.named(id))
        let watch = try LeakTests.watch(TestLab("leak", ["--leak", id]), id)
        #expect(watch.outer > 0)
        #expect(Set(watch.failed) == Set(leak.reds))
    }

    @Test(arguments: Unpacked.possible(Leak.unseen + Leak.lookAlikes))
    func whatNoPacketShowsAndWhatIsHarmlessStayGreen(_ id: String) throws {
        let watch = try LeakTests.watch(TestLab("green", ["--leak", id]), id)
        #expect(watch.outer > 0)
        #expect(watch.failed == [])
    }

    /// Watches a lab for as long as its switch takes to show.
    static func watch(_ lab: TestLab, _ id: String) throws -> Watch {
        let policy = "/run/watertight/labs/\(lab.name)/policy.yaml"
        let flags = Leak.named(id)?.policy == nil ? [] : ["--policy", policy]
        switch id {
        // Why packets leave is known once the claim was seen that drew them.
        case "dhcp-route", "localnet":
            return try Watch(lab, pings: 12, after: "udp src port 67", flags: flags)
        case "ra-route":
            return try Watch(lab, pings: 12, after: "icmp6 and ip6[40] == 134", flags: flags)
        // A lease is renewed, and a router advertises itself, every three or four seconds.
        case "dhcp-name", "dhcp-renew", "search-list", "rogue-resolver", "rdnss":
            return try Watch(lab, pings: 60, flags: flags)
        // Four transmissions take a second and a half, and begin anew with each request.
        case "pmtu-blackhole": return try Watch(lab, pings: 40, flags: flags)
        // One request in two seconds, and its name is at its beginning.
        case "doh-bind", "connectivity-check", "portal-allowed":
            return try Watch(lab, pings: 30, isBetweenRequests: true, flags: flags)
        case "bootstrap-name": return try Watch(lab, pings: 12, reconnects: true, flags: flags)
        default: return try Watch(lab, pings: 12, flags: flags)
        }
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
        #expect((Leak.unseen + Leak.lookAlikes).allSatisfy { $0.reds.isEmpty })
    }

    @Test func everyCheckOfFramesHasALeak() {
        let reds = Set(Leak.all.flatMap(\.reds))
        let checks = Catalogue.checks.filter { !$0.isLiveOnly }.map(\.id.name)
        #expect(checks.filter { !reds.contains($0) } == [])
    }

    @Test(.enabled(if: Unpacked.hasResolved, Unpacked.noResolved))
    func noSwitchIsLeftOut() {
        let all = Leak.all + Leak.unseen + Leak.lookAlikes
        #expect(Unpacked.possible(all) == all.map(\.id))
    }

    @Test func everyIdIsItsOwn() {
        let ids = (Leak.all + Leak.unseen + Leak.lookAlikes).map(\.id)
        #expect(Set(ids).count == ids.count)
        for id in ids { #expect(Leak.named(id)?.id == id) }
    }
}
