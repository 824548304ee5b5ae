internal import Testing
internal import Wire

@testable internal import Evidence

/// Each tolerated shape passes, and every near miss is a violation.
struct ToleratedShapeTests {
    private static let linkLocal = IPAddress(high: 0xfe80 << 48, low: 0x1234)
    private static let group6 = IPAddress(high: 0xff02 << 48, low: 1)
    private static let group = IPAddress(v4: 0xe000_0016)
    private static let broadcast = IPAddress(v4: .max)

    /// A BOOTP request with the magic cookie.
    private static let bootp: [UInt8] =
        [1, 1, 6, 0] + Array(repeating: 0, count: 232) + [0x63, 0x82, 0x53, 0x63, 53, 1, 1, 255]

    @Test func frameTypesThatStayOnTheLinkAreTolerated() {
        for (type, kind) in [
            (EtherType.arp, Expected.arp), (EtherType.rarp, .arp), (EtherType.eapol, .eapol),
            (EtherType.lldp, .lldp), (EtherType.heartbeat, .heartbeat),
            (EtherType.loopTest, .linkControl), (0x0026, .linkControl),
        ] {
            let recording = Folding([Specimen.sent.frame(type, Array(repeating: 0, count: 46))])
                .recording()
            #expect(recording.count(kind) == 1)
            #expect(recording.strays.isEmpty)
        }
    }

    @Test func anUnknownFrameTypeIsNeverOverlooked() {
        let recording = Folding([Specimen.sent.frame(0x1234, [1, 2, 3])]).recording()
        #expect(recording.count(.undecoded) == 1)
        #expect(recording.observations.count == 1)
    }

    @Test(arguments: [UInt8(133), 134, 135, 136, 137])
    func neighbourDiscoveryNeedsHopLimit255(_ type: UInt8) {
        let content = [type, 0, 0, 0] + Array(repeating: UInt8(0), count: 20)
        expect(icmpv6(content, hops: 255), .neighbourDiscovery)
        expectStray(icmpv6(content, hops: 64))
        expectStray(icmpv6(content, hops: 254))
        expectStray(icmpv6([type, 0, 0], hops: 255))
    }

    @Test func otherICMPv6IsNoNeighbourDiscovery() {
        expectStray(icmpv6([128, 0, 0, 0, 0, 1, 0, 1], hops: 255))
        expectStray(icmpv6([138, 0, 0, 0, 0, 1, 0, 1], hops: 255))
        expectStray(icmpv6([132 ^ 0x10, 0, 0, 0, 0, 1, 0, 1], hops: 255))
    }

    @Test(arguments: [UInt8(130), 131, 132, 143])
    func multicastListenersNeedHopLimitOne(_ type: UInt8) {
        let content = [type, 0, 0, 0] + Array(repeating: UInt8(0), count: 20)
        expect(icmpv6(content, hops: 1), .multicastListener)
        expectStray(icmpv6(content, hops: 2))
        expectStray(icmpv6(content, hops: 255))
    }

    @Test func groupMembershipStaysOnTheLink() {
        let content: [UInt8] = [0x22, 0, 0, 0, 0, 0, 0, 0]
        func igmp(_ to: IPAddress, _ hops: UInt8) -> [UInt8] {
            Specimen.sent.packet(Specimen.address, to, 2, content, hopLimit: hops)
        }
        expect(igmp(ToleratedShapeTests.group, 1), .groupMembership)
        expectStray(igmp(ToleratedShapeTests.group, 2))
        expectStray(igmp(Specimen.server, 1))
    }

    @Test func leasesAreAskedForInTheirOwnShape() {
        func ask(
            _ from: UInt16, _ to: UInt16, _ payload: [UInt8],
            _ address: IPAddress = ToleratedShapeTests.broadcast
        ) -> [UInt8] {
            Specimen.sent.udp(IPAddress(v4: 0), from, address, to, payload)
        }
        let bootp = ToleratedShapeTests.bootp
        expect(ask(68, 67, bootp), .dhcp)
        expectStray(ask(68, 67, Array(bootp.prefix(239))))
        expectStray(ask(69, 67, bootp))
        expectStray(ask(68, 68, bootp))
        var changed = bootp
        changed[239] ^= 1
        expectStray(ask(68, 67, changed))
        changed = bootp
        changed[0] = 2
        expectStray(ask(68, 67, changed))
        expectStray(Specimen.sent.udp(Specimen.address6, 68, Specimen.server6, 67, bootp))
    }

    @Test func dhcpv6GoesToItsGroup() {
        func ask(_ from: UInt16, _ to: IPAddress) -> [UInt8] {
            Specimen.sent.udp(ToleratedShapeTests.linkLocal, from, to, 547, [1, 0, 0, 1])
        }
        let servers = IPAddress(high: 0xff02 << 48, low: 0x1_0002)
        expect(ask(546, servers), .dhcpv6)
        expectStray(ask(547, servers))
        expectStray(ask(546, IPAddress(high: 0xff05 << 48, low: 0x1_0003)))
        expectStray(ask(546, Specimen.server6))
    }

    @Test func anICMPErrorMustQuoteTheOuterFlow() {
        let quoted = Specimen.received.udp(
            Specimen.entry, 51_820, Specimen.address, 41_000, [1, 2, 3, 4])
        func error(
            _ quote: [UInt8], to: IPAddress = Specimen.entry, type: UInt8 = 3
        ) -> [UInt8] {
            Specimen.sent.packet(
                Specimen.address, to, 1, [type, 3, 0, 0, 0, 0, 0, 0] + quote.dropFirst(14))
        }
        expect(error(quoted), .outerError)
        expect(error(Array(quoted.prefix(42))), .outerError)
        // Cut before the ports, another port, another sender, another receiver, another type.
        expectStray(error(Array(quoted.prefix(40))))
        expectStray(
            error(Specimen.received.udp(Specimen.entry, 51_821, Specimen.address, 41_000, [])))
        expectStray(
            error(Specimen.received.udp(Specimen.server, 51_820, Specimen.address, 41_000, [])))
        expectStray(
            error(Specimen.received.udp(Specimen.entry, 51_820, Specimen.inner, 41_000, [])))
        expectStray(error(quoted, to: Specimen.server))
        expectStray(error(quoted, type: 11))
        expectStray(error(quoted, type: 8))
    }

    @Test func theLocalNetworkIsAFixedListOfRanges() throws {
        let inside = [
            "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.0.1", "169.254.1.1", "224.0.0.251",
            "239.255.255.250", "fe80::1", "fd00::1", "ff02::fb", "ff05::2",
        ]
        let outside = [
            "11.0.0.1", "172.32.0.1", "172.15.0.1", "192.169.0.1", "169.253.1.1", "224.0.1.1",
            "100.64.0.1", "2001:db8::1", "ff0e::1", "ff01::1", "fec0::1", "203.0.113.80",
        ]
        for (texts, isLocal) in [(inside, true), (outside, false)] {
            for text in texts {
                let to = try #require(IPAddress(text))
                let from = to.isIPv4 ? Specimen.address : ToleratedShapeTests.linkLocal
                var folding = Folding([Specimen.sent.tcp(from, 40_000, to, 445, [])])
                #expect(folding.recording().strayPackets == 1, "\(text)")
                folding.allowsLocalNetwork = true
                #expect((folding.recording().strayPackets == 0) == isLocal, "\(text)")
                folding.outside = [Specimen.sent.udp(from, 40_000, to, 53, [1, 2, 3])]
                #expect(folding.recording().strayPackets == 1, "\(text)")
            }
        }
    }

    @Test func whatIsReceivedIsNoLeak() {
        let recording = Folding([
            Specimen.received.tcp(Specimen.server, 443, Specimen.address, 40_000, []),
            Specimen.received.frame(0x1234, [1]),
            Specimen.received.packet(Specimen.server6, Specimen.address6, 58, [128, 0, 0, 0]),
        ]).recording()
        #expect(recording.strays.isEmpty && recording.count(.received) == 3)
    }

    private func icmpv6(_ content: [UInt8], hops: UInt8) -> [UInt8] {
        Specimen.sent.packet(
            ToleratedShapeTests.linkLocal, ToleratedShapeTests.group6, 58, content, hopLimit: hops)
    }

    private func expect(
        _ frame: [UInt8], _ kind: Expected, location: SourceLocation = #_sourceLocation
    ) {
        let recording = Folding([frame]).recording()
        #expect(recording.count(kind) == 1, sourceLocation: location)
        #expect(recording.strays.isEmpty, sourceLocation: location)
    }

    private func expectStray(_ frame: [UInt8], location: SourceLocation = #_sourceLocation) {
        #expect(Folding([frame]).recording().strayPackets == 1, sourceLocation: location)
    }
}
