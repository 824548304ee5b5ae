internal import Testing
internal import Wire

/// From the first byte of a frame to its network header, for every link layer.
struct LinkLayerTests {
    /// A UDP datagram to 203.0.113.80:4000 as the network layer sees it.
    private static let inner = Sample.ipv4(UInt8(17), Sample.udp(40_000, 4000, [1, 2, 3, 4]))

    @Test(arguments: [
        (LinkType.raw, ""), (LinkType.ipv4, ""), (LinkType(rawValue: 12), ""),
        (LinkType(rawValue: 14), ""), (LinkType.null, "02000000"), (LinkType.null, "00000002"),
        (LinkType.loop, "00000002"), (LinkType.ppp, "0021"), (LinkType.ppp, "ff030021"),
        (LinkType.ppp, "21"), (LinkType.ppp, "ff0321"), (LinkType.pppoe, "1100000100200021"),
        (LinkType.linuxSLL, "0004 0001 0006 02000000500c 0000 0800"),
        (LinkType.linuxSLL2, "0800 0000 00000002 0001 04 06 02000000500c 0000"),
        (LinkType.ethernet, "020000005001 02000000500c 0800"),
        (LinkType.ethernet, "020000005001 02000000500c 8100 0007 0800"),
        (LinkType.ethernet, "020000005001 02000000500c 88a8 0007 8100 0008 0800"),
        (LinkType.ethernet, "020000005001 02000000500c 9100 0007 8100 0008 0800"),
        (LinkType.ethernet, "020000005001 02000000500c 8864 11000001 0020 0021"),
        (LinkType.ethernet, "020000005001 02000000500c 8100 0007 8864 11000001 0020 0021"),
        (LinkType.ethernet, "020000005001 02000000500c 8847 00001140"),
        (LinkType.ethernet, "020000005001 02000000500c 8847 00001040 00002140"),
    ])
    func theNetworkHeaderIsFound(_ link: LinkType, _ head: String) {
        let packet = Sample.packet(hex(head) + LinkLayerTests.inner, link)
        #expect(packet.fault == .none)
        #expect(packet.family == .ipv4)
        #expect(packet.network == hex(head).count)
        #expect(packet.destination == IPAddress("203.0.113.80"))
        #expect(packet.destinationPort == 4000)
        #expect(packet.payloadCount == 4)
    }

    @Test func stationsAreReadWhereTheLinkHasThem() {
        let ethernet = Sample.packet(hex("020000005001 02000000500c 0800") + LinkLayerTests.inner)
        #expect(ethernet.sourceStation == 0x0200_0000_500c)
        #expect(ethernet.destinationStation == 0x0200_0000_5001)
        #expect(ethernet.direction == .unknown)
        for (type, told) in [
            (0, FrameDirection.inbound), (1, .inbound), (2, .inbound), (3, .inbound),
            (4, .outbound), (5, .unknown), (6, .unknown), (7, .unknown),
        ] {
            let cooked = Sample.packet(
                hex("000\(type) 0001 0006 02000000500c 0000 0800") + LinkLayerTests.inner, .linuxSLL
            )
            #expect(cooked.direction == told)
            #expect(cooked.sourceStation == 0x0200_0000_500c)
            #expect(cooked.hardware == 1)
            let second = Sample.packet(
                hex("0800 0000 00000002 fffe 0\(type) 06 02000000500c 0000") + LinkLayerTests.inner,
                .linuxSLL2)
            #expect(second.direction == told)
            #expect(second.sourceStation == 0x0200_0000_500c)
            #expect(second.hardware == 0xfffe)
        }
    }

    @Test func anAddressThatIsNoStationIsNotReadAsOne() {
        let cooked = Sample.packet(
            hex("0004 0001 0004 02000000500c 0000 0800") + LinkLayerTests.inner, .linuxSLL)
        #expect(cooked.sourceStation == 0)
        let second = Sample.packet(
            hex("0800 0000 00000002 0001 04 08 02000000500c 0000") + LinkLayerTests.inner,
            .linuxSLL2)
        #expect(second.sourceStation == 0)
    }

    @Test func aTagStackWithoutEndIsNotFollowed() {
        let tags = Array(repeating: hex("8100 0007"), count: 4).flatMap { $0 }
        let packet = Sample.packet(
            hex("020000005001 02000000500c") + tags + hex("0800") + LinkLayerTests.inner)
        #expect(packet.family == .none)
        #expect(packet.etherType == EtherType.vlan)
        let labels = Array(repeating: hex("00001040"), count: 9).flatMap { $0 }
        let mpls = Sample.packet(hex("020000005001 02000000500c 8847") + labels)
        #expect(mpls.family == .none && mpls.fault == .malformed)
    }

    @Test(arguments: [
        ("8864 11090000 0004 0101 0000", EtherType.pppoeDiscovery),
        ("8864 11000001 0006 c021 0101 0004", EtherType.pppControl),
        ("8864 11000001 0006 8021 0101 0004", EtherType.pppControl),
        ("0026 4242 03", EtherType.lengthField), ("05ff 00", EtherType.lengthField),
        ("0806 0001", EtherType.arp), ("888e 01", EtherType.eapol), ("88cc 02", EtherType.lldp),
        ("88b5 57", EtherType.heartbeat), ("0600 00", 0x0600),
    ])
    func whatCarriesNoIPKeepsItsType(_ tail: String, _ type: UInt16) {
        let packet = Sample.packet(hex("020000005001 02000000500c" + tail))
        #expect(packet.family == .none)
        #expect(packet.etherType == type)
        #expect(packet.fault == .none)
    }

    @Test(arguments: [
        "020000005001 02000000500c 0800 65", "020000005001 02000000500c 86dd 45",
        "020000005001 02000000500c 8100 00", "020000005001 02000000500c 8864 1100",
        "020000005001 02000000500c 8847 00", "0200",
    ])
    func contradictionsAndCutsAreFaults(_ text: String) {
        let bytes =
            hex(text)
            + Array(repeating: 0, count: text.contains("65") || text.contains("45") ? 60 : 0)
        #expect(Sample.packet(bytes).fault == .malformed)
        #expect(Sample.packet(bytes, originalLength: 1500).fault == .cut)
    }

    @Test func anUnknownLinkTypeIsAFault() {
        let packet = Sample.packet(LinkLayerTests.inner, LinkType(rawValue: 127))
        #expect(packet.fault == .malformed && packet.family == .none)
        #expect(!LinkType(rawValue: 127).isKnown)
    }
}
