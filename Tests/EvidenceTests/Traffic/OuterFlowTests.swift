internal import Testing
internal import Wire

@testable internal import Evidence

/// The outside of a tunnel, as people write it and as frames are matched with it.
struct OuterFlowTests {
    @Test(arguments: [
        "203.0.113.10", "203.0.113.10:51820", "203.0.113.10:51820,udp", "203.0.113.10,tcp",
        "203.0.113.10,esp", "203.0.113.0/24", "203.0.113.0/24:443,tcp", "0.0.0.0/0",
        "[2001:db8::1]", "[2001:db8::1]:51820,udp", "[2001:db8::]/32", "[2001:db8::]/32:1,tcp",
        "[2001:db8::1],esp", "203.0.113.10:65535",
    ])
    func whatIsReadIsWrittenTheSame(_ text: String) {
        #expect(OuterFlow(text)?.description == text)
    }

    @Test func otherSpellingsMeanTheSame() {
        #expect(OuterFlow("[2001:db8::/32]:1,tcp") == OuterFlow("[2001:db8::]/32:1,tcp"))
        #expect(OuterFlow("203.0.113.77/24") == OuterFlow("203.0.113.0/24"))
        #expect(OuterFlow("203.0.113.10/32") == OuterFlow("203.0.113.10"))
    }

    @Test(arguments: [
        "", ",udp", "203.0.113.10,", "203.0.113.10,UDP", "203.0.113.10,sctp", "203.0.113",
        "203.0.113.10:", "203.0.113.10:0", "203.0.113.10:65536", "203.0.113.10:999999",
        "203.0.113.10:-1", "203.0.113.10:+1", "203.0.113.10: 1", " 203.0.113.10", "203.0.113.10 ",
        "203.0.113.10/", "203.0.113.10/33", "203.0.113.10/-1", "203.0.113.10:1/24",
        "203.0.113.10:1,udp,udp", "203.0.113.10:500,esp", "2001:db8::1", "2001:db8::1:51820",
        "[2001:db8::1", "2001:db8::1]", "[203.0.113.10]", "[2001:db8::1]/129", "[2001:db8::1]x",
        "[2001:db8::1/32]/48", "example.com:443", "203.0.113.10:４４３", "[fe80::1%eth0]",
    ])
    func anythingElseIsRefused(_ text: String) {
        #expect(OuterFlow(text) == nil)
    }

    @Test(arguments: [
        ("203.0.113.0/24", "203.0.113.255", true), ("203.0.113.0/24", "203.0.112.255", false),
        ("203.0.113.0/24", "203.0.114.0", false), ("203.0.113.10", "203.0.113.11", false),
        ("0.0.0.0/0", "198.51.100.1", true), ("0.0.0.0/0", "2001:db8::1", false),
        ("128.0.0.0/1", "127.255.255.255", false), ("128.0.0.0/1", "128.0.0.0", true),
        ("[2001:db8::]/32", "2001:db8:ffff::1", true), ("[2001:db8::]/32", "2001:db9::", false),
        ("[2001:db8::]/64", "2001:db8::ffff:1:2:3", true),
        ("[2001:db8::]/64", "2001:db8:0:1::", false),
        ("[2001:db8::]/65", "2001:db8::8000:0:0:0", false),
        ("[2001:db8::]/127", "2001:db8::1", true), ("[2001:db8::]/127", "2001:db8::2", false),
        ("[::]/0", "2001:db8::1", true),
    ])
    func prefixesMatchTheirAddressesOnly(_ flow: String, _ address: String, _ isMatch: Bool) throws
    {
        let matcher = OuterMatcher([try #require(OuterFlow(flow))])
        let match = matcher.match(try #require(IPAddress(address)), port: 1, 17)
        #expect((match.flow == 0) == isMatch)
        #expect(match.isOuterAddress == isMatch)
    }

    @Test(arguments: [
        ("203.0.113.10:51820,udp", UInt16(51_820), UInt8(17), true),
        ("203.0.113.10:51820,udp", 51_821, 17, false), ("203.0.113.10:51820,udp", 51_820, 6, false),
        ("203.0.113.10:51820", 51_820, 6, true), ("203.0.113.10,tcp", 1, 6, true),
        ("203.0.113.10,tcp", 1, 17, false), ("203.0.113.10,esp", 0, 50, true),
        ("203.0.113.10", 0, 1, true),
    ])
    func portAndProtocolMustFit(
        _ flow: String, _ port: UInt16, _ transport: UInt8, _ isMatch: Bool
    ) throws {
        let matcher = OuterMatcher([try #require(OuterFlow(flow))])
        let match = matcher.match(Specimen.entry, port: port, transport)
        #expect((match.flow == 0) == isMatch)
        #expect(match.isOuterAddress)
    }

    @Test func aPortThatWasNotReadIsNoMatch() throws {
        let matcher = OuterMatcher([try #require(OuterFlow("203.0.113.10:51820,udp"))])
        #expect(matcher.match(Specimen.entry, port: 0, 17).flow == -1)
    }

    @Test func theFirstFlowThatFitsCounts() throws {
        let flows = ["198.51.100.1", "203.0.113.0/24", "203.0.113.10"].compactMap(OuterFlow.init)
        #expect(OuterMatcher(flows).match(Specimen.entry, port: 1, 6).flow == 1)
    }
}
