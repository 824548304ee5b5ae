internal import HostileBytes
internal import Testing

@testable internal import Wire

@Suite struct DHCPTests {
    /// A message of op 1 or 2 for 192.168.50.125 with these options, sname and file fields.
    static func message(
        _ options: [UInt8], reply: Bool = true, serverName: [UInt8] = [], file: [UInt8] = []
    ) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 236)
        bytes.replaceSubrange(0..<8, with: [reply ? 2 : 1, 1, 6, 0, 0xbf, 0x3e, 0x2c, 0x54])
        bytes.replaceSubrange(16..<20, with: [192, 168, 50, 125])
        bytes.replaceSubrange(28..<34, with: hex("02000000500c"))
        bytes.replaceSubrange(44..<44 + serverName.count, with: serverName)
        bytes.replaceSubrange(108..<108 + file.count, with: file)
        return bytes + hex("63825363") + options
    }

    /// The options of a rogue server's real offer: route 203.0.113.80/32 by 192.168.50.66.
    static let offer = message(
        hex(
            """
            350102 3604c0a83242 330400000e10 3a0400000708 3b0400000bb8 0104ffffff00 1c04c0a832ff
            790e 20cb007150c0a83242 00c0a83201 0604c0a83201 0304c0a83201 ff 0000
            """))

    static func routes(_ bytes: [UInt8]) -> [String] {
        var routes: [String] = []
        read(bytes) { span in
            DHCPv4Message(span)?.visitRoutes(in: span) {
                routes.append("\($0.destination) \($0.router) \($0.option)")
            }
        }
        return routes
    }

    @Test func offerIsRead() throws {
        let message = try #require(read(Self.offer) { DHCPv4Message($0) })
        #expect(message.isReply && message.transaction == 0xbf3e_2c54)
        #expect(message.offeredAddress == IPAddress("192.168.50.125"))
        #expect(message.hardwareAddress?.description == "02:00:00:00:50:0c")
        #expect(read(Self.offer) { message.kind(in: $0) } == .offer)
        #expect(read(Self.offer) { message.subnetMask(in: $0) }?.description == "255.255.255.0")
        var servers: [String] = []
        read(Self.offer) { bytes in
            message.visitAddresses(of: DHCPv4Option.nameServers, in: bytes) {
                servers.append($0.description)
            }
        }
        #expect(servers == ["192.168.50.1"])
    }

    @Test func classlessRoutesAreRead() {
        #expect(
            Self.routes(Self.offer) == [
                "203.0.113.80/32 192.168.50.66 121", "0.0.0.0/0 192.168.50.1 121",
            ])
        let halves = Self.message(hex("f90c 0100c0000201 0180c0000201 ff"))
        #expect(
            Self.routes(halves) == ["0.0.0.0/1 192.0.2.1 249", "128.0.0.0/1 192.0.2.1 249"])
        let odd = Self.message(hex("7909 19 cb007180 c0000201 ff"))
        #expect(Self.routes(odd) == ["203.0.113.128/25 192.0.2.1 121"])
    }

    @Test func splitOptionIsJoined() {
        let split = Self.message(hex("7905 20cb007150 7904 c0a83242 ff"))
        #expect(Self.routes(split) == ["203.0.113.80/32 192.168.50.66 121"])
    }

    @Test func staticRoutesGoByClass() {
        let bytes = Self.message(
            hex("2118 0a000000c0000201 cb007100c0000201 cb007105c0000201 ff"))
        #expect(
            Self.routes(bytes) == [
                "10.0.0.0/8 192.0.2.1 33", "203.0.113.0/24 192.0.2.1 33",
                "203.0.113.5/32 192.0.2.1 33",
            ])
    }

    @Test func routesHideInOverloadedFields() {
        let bytes = Self.message(
            hex("340103 ff"), serverName: hex("f909 20cb007101c0000201 ff"),
            file: hex("7909 20cb007102c0000201 ff"))
        #expect(
            Self.routes(bytes) == ["203.0.113.2/32 192.0.2.1 121", "203.0.113.1/32 192.0.2.1 249"])
        let hidden = Self.message(hex("ff"), file: hex("7909 20cb007102c0000201 ff"))
        #expect(Self.routes(hidden).isEmpty)
    }

    @Test func malformedRoutesEndTheirOption() {
        #expect(Self.routes(Self.message(hex("7905 21cb007150 ff"))).isEmpty)
        #expect(Self.routes(Self.message(hex("7908 20cb007150c0a832 ff"))).isEmpty)
        #expect(Self.routes(Self.message(hex("79ff 20cb007150c0a83242"))).isEmpty)
    }

    @Test func identityOptionsAreRead() throws {
        let bytes = Self.message(
            hex(
                """
                350103 0c03 766d00 3d07 0102000000500c 3c08 4d53465420352e30
                5107 000000 766d2e61 ff
                """), reply: false)
        let message = try #require(read(bytes) { DHCPv4Message($0) })
        #expect(!message.isReply && read(bytes) { message.kind(in: $0) } == .request)
        #expect(read(bytes) { message.text(of: DHCPv4Option.hostName, in: $0) }?.raw == "vm")
        #expect(
            read(bytes) { message.text(of: DHCPv4Option.vendorClass, in: $0) }?.raw == "MSFT 5.0")
        #expect(read(bytes) { message.identifiedHardware(in: $0) } == message.hardwareAddress)
        #expect(read(bytes) { message.fullyQualifiedName(in: $0) }?.raw == "vm.a")
        let wire = Self.message(hex("5108 040000 02766d 0161 ff"))
        #expect(read(wire) { message.fullyQualifiedName(in: $0) }?.raw == "vm.a")
    }

    @Test func otherBytesAreNoDHCP() {
        var bytes = Self.offer
        bytes[236] = 0
        #expect(read(bytes) { DHCPv4Message($0) } == nil)
        #expect(read(Array(Self.offer.prefix(239))) { DHCPv4Message($0) } == nil)
        #expect(read([UInt8](repeating: 0, count: 300)) { DHCPv4Message($0) } == nil)
    }

    /// A solicit with a DUID-LLT, FQDN, vendor and user classes.
    static let solicit = hex(
        """
        01 123456 0001 000e 0001 0001 12345678 02000000500c 0027 0004 00 02766d
        0010 000e 00000137 0008 4d53465420352e30 000f 0004 0002 7563
        """)

    @Test func solicitIsRead() throws {
        let bytes = Self.solicit
        let message = try #require(read(bytes) { DHCPv6Message($0) })
        #expect(message.type == 1 && message.transaction == 0x12_3456 && message.relays == 0)
        let identifier = try #require(read(bytes) { message.clientIdentifier(in: $0) })
        #expect(identifier.type == 1)
        #expect(identifier.hardwareAddress?.description == "02:00:00:00:50:0c")
        #expect(read(bytes) { message.fullyQualifiedName(in: $0) }?.raw == "vm")
        #expect(read(bytes) { message.vendorClasses(in: $0) }.map(\.raw) == ["MSFT 5.0"])
        #expect(read(bytes) { message.userClasses(in: $0) }.map(\.raw) == ["uc"])
    }

    @Test func replyTellsResolversAndDomains() throws {
        let bytes = hex(
            """
            07 000001 0017 0010 20010db8000000000000000000000053
            0018 0010 03 6c616e 00 04 686f6d65 04 61727061 00
            """)
        let message = try #require(read(bytes) { DHCPv6Message($0) })
        var servers: [String] = []
        read(bytes) { span in
            message.visitNameServers(in: span) { servers.append($0.description) }
        }
        #expect(servers == ["2001:db8::53"])
        #expect(read(bytes) { message.searchList(in: $0) }.map(\.raw) == ["lan", "home.arpa"])
    }

    @Test func relaysAreUnwrappedUpToTheLimit() {
        var bytes = Self.solicit
        for _ in 0..<DHCPv6Message.deepestRelay {
            bytes =
                [12, 0] + [UInt8](repeating: 0, count: 32)
                + [0, 9, UInt8(bytes.count >> 8), UInt8(bytes.count & 255)] + bytes
        }
        #expect(read(bytes) { DHCPv6Message($0) }?.relays == DHCPv6Message.deepestRelay)
        bytes =
            [12, 0] + [UInt8](repeating: 0, count: 32)
            + [0, 9, UInt8(bytes.count >> 8), UInt8(bytes.count & 255)] + bytes
        #expect(read(bytes) { DHCPv6Message($0) } == nil)
    }

    @Test func damagedMessagesAreSurvived() {
        harass(Array(Self.offer.dropFirst(0))) { bytes in
            guard let message = DHCPv4Message(bytes) else { return }
            message.visitRoutes(in: bytes) { _ in }
            _ = message.text(of: DHCPv4Option.hostName, in: bytes)
            _ = message.fullyQualifiedName(in: bytes)
        }
        harass(Self.solicit) { bytes in
            guard let message = DHCPv6Message(bytes) else { return }
            _ = message.clientIdentifier(in: bytes)
            _ = message.fullyQualifiedName(in: bytes)
            _ = message.vendorClasses(in: bytes)
            _ = message.userClasses(in: bytes)
            _ = message.searchList(in: bytes)
        }
    }
}
