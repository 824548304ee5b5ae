internal import HostileBytes
internal import Testing
internal import Wire

@Suite struct NDPTests {
    /// A real advertisement: 2001:db8:50::/64, on-link and autonomous, and a link-layer address.
    static let advertisement = hex(
        """
        86000e70 40000258 00000000 00000000 0304 40c0 00015180 00003840 00000000
        20010db8005000000000000000000000 0101 42c9325a07a6
        """)
    static let everyOption = hex(
        """
        86000000 40c80000 00000000 00000000
        1803 3008 00000e10 20010db800aa 00000000000000000000
        1903 0000 00000e10 20010db8000000000000000000000053
        1f03 0000 00000e10 03 6c616e 00 04 686f6d65 04 61727061 00
        2602 0708 0064ff9b 00000000 00000000
        0501 0000 000005dc
        9003 0001 00000e10 0007 02 6e73 02 6161 00 00000000000000
        """)

    static func options(_ bytes: [UInt8], from start: Int = 16) -> [NDPOption] {
        var options: [NDPOption] = []
        _ = read(bytes) { NDPOption.visit(in: $0, from: start) { options.append($0) } }
        return options
    }

    @Test func advertisementIsRead() throws {
        let router = try #require(read(Self.advertisement) { RouterAdvertisement($0) })
        #expect(router.hopLimit == 64 && router.lifetime == 600 && router.preference == .medium)
        #expect(!router.isManaged && !router.hasOtherSettings)
        let options = Self.options(Self.advertisement)
        #expect(options.count == 2)
        guard case .prefix(let information) = options.first else {
            Issue.record("no prefix")
            return
        }
        #expect(information.prefix == IPPrefix("2001:db8:50::/64"))
        #expect(information.isOnLink && information.isAutonomous)
        #expect(information.validLifetime == 86_400 && information.preferredLifetime == 14_400)
        #expect(options.last == MACAddress("42:c9:32:5a:07:a6").map { .sourceLinkLayer($0) })
    }

    @Test func everyOptionIsRead() throws {
        let bytes = Self.everyOption
        let router = try #require(read(bytes) { RouterAdvertisement($0) })
        #expect(router.isManaged && router.hasOtherSettings && router.preference == .high)
        let options = Self.options(bytes)
        try #require(options.count == 6)
        guard case .route(let route) = options[0] else {
            Issue.record("no route")
            return
        }
        #expect(route.prefix == IPPrefix("2001:db8:aa::/48"))
        #expect(route.preference == .high && route.lifetime == 3600)
        var servers: [String] = []
        read(bytes) { span in
            options[1].visitNameServers(in: span) { servers.append($0.description) }
        }
        #expect(servers == ["2001:db8::53"])
        #expect(read(bytes) { options[2].names(in: $0) }.map(\.raw) == ["lan", "home.arpa"])
        #expect(options[3] == IPPrefix("64:ff9b::/96").map { .nat64($0, lifetime: 1800) })
        #expect(options[4] == .mtu(1500))
        #expect(read(bytes) { options[5].names(in: $0) }.map(\.raw) == ["ns.aa"])
    }

    @Test func impossibleOptionsAreOther() {
        let head = Array(Self.advertisement.prefix(16))
        // A /129 prefix, a /80 route in 64 bits, an unknown NAT64 length.
        for option in [
            "0304 81c0 00015180 00003840 00000000 20010db8005000000000000000000000",
            "1802 5000 00000e10 20010db800aa0000", "2602 0707 0064ff9b 00000000 00000000",
        ] {
            let options = Self.options(head + hex(option))
            guard case .other = options.first else {
                Issue.record("taken: \(option)")
                continue
            }
        }
    }

    @Test func optionOfLengthZeroEndsTheWalk() {
        let bytes = Array(Self.advertisement.prefix(16)) + [3, 0, 0, 0, 0, 0, 0, 0]
        #expect(!read(bytes) { NDPOption.visit(in: $0, from: 16) { _ in } })
        #expect(read(Self.advertisement) { NDPOption.visit(in: $0, from: 16) { _ in } })
        #expect(!read(bytes) { NDPOption.visit(in: $0, from: 99) { _ in } })
        #expect(!read(bytes) { NDPOption.visit(in: $0, from: -1) { _ in } })
    }

    @Test func neighbourMessagesAreRead() throws {
        let target = hex("20010db8000000000000000000000001")
        let ask = hex("87000000 00000000") + target + hex("0101 02000000500c")
        let solicitation = try #require(read(ask) { NeighbourMessage($0) })
        #expect(solicitation.target == IPAddress("2001:db8::1") && solicitation.destination == nil)
        let redirect = hex("89000000 00000000") + target + hex("20010db8000000000000000000000002")
        #expect(
            read(redirect) { NeighbourMessage($0) }?.destination == IPAddress("2001:db8::2"))
        #expect(read(Array(redirect.dropLast())) { NeighbourMessage($0) } == nil)
        #expect(read(Self.advertisement) { NeighbourMessage($0) } == nil)
        #expect(ICMPv6Type.isNeighbourDiscovery(135) && ICMPv6Type.isListenerDiscovery(143))
    }

    /// A real port unreachable that quotes UDP 203.0.113.10:1194 to 192.168.50.125:34679.
    static let unreachable = hex(
        """
        0303234d 00000000 45000044b61640003e115762cb00710ac0a8327d 04aa8778 00302f72
        480000000000000329e0c5b86143a5cd
        """)

    @Test func quotedPacketIsRead() throws {
        let error = try #require(read(Self.unreachable) { ICMPError($0, isIPv6: false) })
        #expect(error.kind == .unreachable && error.code == 3 && error.mtu == nil)
        let quoted = try #require(error.quoted)
        #expect(quoted.source == IPAddress("203.0.113.10") && quoted.sourcePort == 1194)
        #expect(quoted.destination == IPAddress("192.168.50.125"))
        #expect(quoted.destinationPort == 34_680 && quoted.protocol == 17)
    }

    @Test func quoteSkipsExtensionHeaders() throws {
        let head = hex("02000000 00000500 60000000 0020 00 40")
        let addresses = hex("20010db8000000000000000000000001 20010db8000000000000000000000002")
        let hops = hex("3c 00 000000000000 2c 00 000000000000")
        let first = head + addresses + hops + hex("11 00 0001 00000001 1234 0035 00000000")
        let error = try #require(read(first) { ICMPError($0, isIPv6: true) })
        #expect(error.kind == .tooBig && error.mtu == 1280)
        #expect(error.quoted?.protocol == 17 && error.quoted?.destinationPort == 53)
        let later = head + addresses + hops + hex("11 00 0008 00000001 1234 0035 00000000")
        let quoted = try #require(read(later) { ICMPError($0, isIPv6: true) }?.quoted)
        #expect(quoted.protocol == 17 && quoted.destinationPort == nil)
    }

    @Test func otherMessagesAreNoErrors() {
        #expect(read(hex("08000000 00000000")) { ICMPError($0, isIPv6: false) } == nil)
        #expect(read(Self.advertisement) { ICMPError($0, isIPv6: true) } == nil)
        #expect(read(hex("03030000 000000")) { ICMPError($0, isIPv6: false) } == nil)
        let narrow = hex("03040000 000005dc 00")
        let error = read(narrow) { ICMPError($0, isIPv6: false) }
        #expect(error?.kind == .tooBig && error?.mtu == 1500 && error?.quoted == nil)
    }

    @Test func damagedMessagesAreSurvived() {
        for message in [Self.advertisement, Self.everyOption] {
            harass(message) { bytes in
                _ = RouterAdvertisement(bytes)?.visitOptions(in: bytes) { option in
                    _ = option.names(in: bytes)
                    option.visitNameServers(in: bytes) { _ in }
                }
            }
        }
        harass(Self.unreachable) { bytes in
            _ = ICMPError(bytes, isIPv6: false)
            _ = ICMPError(bytes, isIPv6: true)
        }
    }
}
