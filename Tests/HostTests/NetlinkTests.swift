internal import HostileBytes
internal import Testing
internal import Wire

@testable internal import Host

/// What the kernel sends is read whole or refused, whatever the bytes.
struct NetlinkTests {
    /// A message of attributes behind a fixed part.
    private static func payload(_ header: [UInt8], _ attributes: [(UInt16, [UInt8])]) -> [UInt8] {
        var request = NetlinkRequest(0, answer: 0, header: header)
        for (number, value) in attributes { request.add(number, value) }
        return Array(request.bytes(sequence: 0).dropFirst(NetlinkMessage.headerSize))
    }

    private static let link = payload(
        [0, 0, 1, 0, 7, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0],
        [
            (1, [2, 0, 0, 0, 0x50, 0x0c]), (3, Array("eth0\0".utf8)), (4, [0, 5, 0, 0]),
            (18, [9, 0, 1, 0] + Array("veth\0".utf8)), (37, [1, 0, 0, 0]),
        ])
    private static let address = payload(
        [2, 24, 0x80, 0, 7, 0, 0, 0],
        [(1, [192, 0, 2, 1]), (2, [192, 0, 2, 5]), (8, [0, 0, 0, 0])])
    private static let route = payload(
        [2, 24, 0, 0, 254, 3, 0, 1, 0, 0, 0, 0],
        [
            (1, [203, 0, 113, 0]), (15, [100, 0, 0, 0]), (6, [9, 0, 0, 0]),
            (
                9,
                [16, 0, 0, 2, 7, 0, 0, 0, 8, 0, 5, 0, 192, 0, 2, 1]
                    + [18, 0, 0, 0, 7, 0, 0, 0, 10, 0, 18, 0, 2, 0, 192, 0, 2, 2]
            ),
        ])
    private static let rule = payload(
        [10, 0, 64, 0, 0, 0, 0, 1, 2, 0, 0, 0],
        [
            (2, [0x20, 1, 0x0d, 0xb8] + [UInt8](repeating: 0, count: 12)), (6, [5, 0, 0, 0]),
            (10, [0x6c, 0xca, 0, 0]), (14, [255, 255, 255, 255]), (17, Array("tun0\0".utf8)),
            (20, [1, 0, 0, 0, 9, 0, 0, 0]), (99, [1]),
        ])
    private static let neighbour = payload(
        [2, 0, 0, 0, 7, 0, 0, 0, 0x80, 0, 0x80, 0],
        [(1, [192, 0, 2, 1]), (2, [2, 0, 0, 0, 0, 1])])
    private static let socket = payload(
        [2, 1, 0, 0, 0x1f, 0x90, 0, 53] + [192, 0, 2, 5] + [UInt8](repeating: 0, count: 12)
            + [192, 0, 2, 1] + [UInt8](repeating: 0, count: 36) + [9, 0, 0, 0, 8, 0, 0, 0],
        [(15, [1, 0, 0, 0]), (21, [5, 0, 0, 0, 0, 0, 0, 0])])

    @Test func wholeRowsAreRead() throws {
        let link = try #require(read(Self.link) { Link($0, 0..<$0.byteCount) })
        #expect(link.name.raw == "eth0" && link.kind?.raw == "veth" && link.index == 7)
        #expect(link.mtu == 1280 && link.hasCarrier && link.peerNamespace == 1)
        let address = try #require(read(Self.address) { InterfaceAddress($0, 0..<$0.byteCount) })
        #expect(address.address == IPAddress("192.0.2.5") && address.peer == IPAddress("192.0.2.1"))
        let route = try #require(read(Self.route) { Route($0, 0..<$0.byteCount) })
        #expect(route.hops.map(\.gateway) == [IPAddress("192.0.2.1"), IPAddress("192.0.2.2")])
        #expect(route.table == 100 && route.metric == 9 && route.hops[0].weight == 3)
        let rule = try #require(read(Self.rule) { RoutingRule($0, 0..<$0.byteCount) })
        #expect(rule.isInverted && rule.mark == 51820 && rule.suppressPrefixLength == nil)
        #expect(rule.users == 1...9 && rule.unread == [99])
        #expect(rule.origin == IPPrefix("2001:db8::/64"))
        let neighbour = try #require(read(Self.neighbour) { Neighbour($0, 0..<$0.byteCount) })
        #expect(neighbour.isPermanent && neighbour.isRouter)
        let socket = try #require(read(Self.socket) { SocketEntry(17, $0, 0..<$0.byteCount) })
        #expect(socket.localPort == 8080 && socket.remotePort == 53 && socket.inode == 8)
        #expect(socket.user == 9 && socket.controlGroup == 5 && socket.mark == 1)
    }

    @Test func anAddressAsIPv6KeepsItsLength() throws {
        // ::ffff:0.0.0.0/96, which many machines refuse, is every IPv4 address.
        let bytes = Self.payload(
            [10, 96, 0, 0, 254, 3, 0, 7, 0, 0, 0, 0],
            [(1, [UInt8](repeating: 0, count: 10) + [255, 255, 0, 0, 0, 0])])
        let route = try #require(read(bytes) { Route($0, 0..<$0.byteCount) })
        #expect(route.destination == .everyIPv4 && route.family == .ipv6)
        #expect(!route.isDefault)
    }

    @Test func lengthsThatDoNotFitAreRefused() {
        // The first attribute's length: too small, and past the end.
        for length: UInt8 in [0, 3, 255] {
            var bytes = Self.address
            bytes[8] = length
            #expect(read(bytes) { InterfaceAddress($0, 0..<$0.byteCount) } == nil)
        }
        var bytes = Self.route
        // A way's length inside the list of ways.
        bytes[12 + 8 + 8 + 8 + 4] = 7
        #expect(read(bytes) { Route($0, 0..<$0.byteCount) } == nil)
        // A destination's length without a destination.
        #expect(read(Array(Self.route.prefix(12))) { Route($0, 0..<$0.byteCount) } == nil)
        // More bits than the address has.
        bytes = Self.route
        bytes[1] = 33
        #expect(read(bytes) { Route($0, 0..<$0.byteCount) } == nil)
    }

    @Test func damagedRowsAreSurvived() {
        for bytes in [
            Self.link, Self.address, Self.route, Self.rule, Self.neighbour, Self.socket,
        ] {
            harass(bytes) { readAll($0) }
        }
        for seed: UInt64 in 0..<400 {
            let bytes = noise(Int(seed), seed: seed)
            unsafe readAll(bytes.span.bytes)
        }
    }

    private func readAll(_ bytes: RawSpan) {
        let all = 0..<bytes.byteCount
        _ = Link(bytes, all)
        _ = InterfaceAddress(bytes, all)
        _ = Route(bytes, all)
        _ = RoutingRule(bytes, all)
        _ = Neighbour(bytes, all)
        _ = SocketEntry(6, bytes, all)
        var messages = NetlinkMessages()
        while let message = messages.next(in: bytes) { _ = HostChange(message, in: bytes) }
    }

    @Test func messagesAreTakenApart() {
        let one = NetlinkRequest(24, answer: 0, header: [1, 2, 3]).bytes(sequence: 7)
        var messages = NetlinkMessages()
        let padded = one + [0] + one
        let found = read(padded) { bytes in
            var found: [NetlinkMessage] = []
            while let message = messages.next(in: bytes) { found.append(message) }
            return found
        }
        #expect(found.map(\.type) == [24, 24] && found.map(\.sequence) == [7, 7])
        #expect(found.map(\.payload.count) == [3, 3] && !messages.isMalformed)
    }

    @Test func aMessageThatIsCutIsNoticed() {
        let one = NetlinkRequest(24, answer: 0, header: [1, 2, 3]).bytes(sequence: 7)
        let empty: [UInt8] = [0, 0, 0, 0] + one.dropFirst(4)
        for bytes in [Array(one.dropLast()), Array(one.prefix(15)), empty] {
            var messages = NetlinkMessages()
            let isEmpty = read(bytes) { messages.next(in: $0) == nil }
            #expect(isEmpty && messages.isMalformed)
        }
    }
}
