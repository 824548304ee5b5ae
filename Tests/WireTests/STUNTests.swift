internal import HostileBytes
internal import Testing
internal import Wire

@Suite struct STUNTests {
    static let request = hex("0001 0000 2112a442 7c9acb3b8952b36533d917e8")
    /// A real answer of coturn: XOR-MAPPED, MAPPED, RESPONSE-ORIGIN, OTHER-ADDRESS, SOFTWARE.
    static let success = hex(
        """
        0101 0048 2112a442 7c9acb3b8952b36533d917e8 0020 0008 0001eaf6e721c040
        0001 0008 0001cbe4c6336402 802b 0008 00010d96cb00714e 802c 0008 00010d97cb00714e
        8022 0014 436f7475726e2d342e362e312027476f72737427
        """)

    @Test func realMessagesAreRecognised() {
        #expect(read(Self.request) { STUNMessage.isSTUN($0) })
        #expect(read(Self.success) { STUNMessage.isSTUN($0) })
        let cut = Array(Self.success.prefix(40))
        #expect(!read(cut) { STUNMessage.isSTUN($0) })
        #expect(read(cut) { STUNMessage.isSTUN($0, originalLength: 92) })
    }

    @Test func othersAreNot() {
        for index in [0, 3, 4] {
            var bytes = Self.success
            bytes[index] ^= 0xc1
            #expect(!read(bytes) { STUNMessage.isSTUN($0) })
        }
        #expect(!read(Array(Self.request.dropLast())) { STUNMessage.isSTUN($0) })
        #expect(!read(Self.request + [0]) { STUNMessage.isSTUN($0) })
        #expect(!read([]) { STUNMessage.isSTUN($0) })
    }

    @Test func methodAndClassAreTakenApart() throws {
        let request = try #require(read(Self.request) { STUNMessage($0) })
        #expect(request.method == STUNMessage.binding && request.class == .request)
        #expect(request.transactionHigh == 0x7c9a_cb3b)
        #expect(try #require(read(Self.success) { STUNMessage($0) }).class == .success)
        // Allocate error response: 0x0113; a method that uses all bits: 0x3eef is 0xfff.
        var bytes = Self.request
        bytes.replaceSubrange(0..<2, with: [0x01, 0x13])
        let error = try #require(read(bytes) { STUNMessage($0) })
        #expect(error.method == 3 && error.class == .error)
        bytes.replaceSubrange(0..<2, with: [0x3e, 0xef])
        #expect(read(bytes) { STUNMessage($0) }?.method == 0xfff)
    }

    @Test func addressesAreUnmasked() throws {
        let message = try #require(read(Self.success) { STUNMessage($0) })
        let mapped = try #require(read(Self.success) { message.reflexiveEndpoint(in: $0) })
        #expect(mapped.address == IPAddress("198.51.100.2") && mapped.port == 0xcbe4)
        #expect(read(Self.success) { message.endpoint(.mapped, in: $0) } == mapped)
        let other = read(Self.success) { message.endpoint(.other, in: $0) }
        #expect(other?.address == IPAddress("203.0.113.78") && other?.port == 3479)
        #expect(read(Self.success) { message.endpoint(.responseOrigin, in: $0) }?.port == 3478)
        #expect(read(Self.success) { message.endpoint(.relayed, in: $0) } == nil)
        #expect(read(Self.success) { message.software(in: $0) }?.raw == "Coturn-4.6.1 'Gorst'")
        #expect(read(Self.success) { message.username(in: $0) } == nil)
    }

    /// The IPv6 response of RFC 5769, 2.3.
    @Test func v6AddressIsUnmasked() throws {
        let bytes = hex(
            """
            0101 0018 2112a442 b7e7a701bc34d686fa87dfae
            0020 0014 0002a147 0113a9faa5d3f179bc25f4b5bed2b9d9
            """)
        let message = try #require(read(bytes) { STUNMessage($0) })
        let mapped = try #require(read(bytes) { message.reflexiveEndpoint(in: $0) })
        #expect(mapped.address == IPAddress("2001:db8:1234:5678:11:2233:4455:6677"))
        #expect(mapped.port == 32853)
    }

    @Test func bothTCPFormsAreFound() {
        #expect(read(Self.request + [9]) { STUNFraming.messageAtStart(of: $0) } == 0..<20)
        #expect(read([0, 20] + Self.request) { STUNFraming.messageAtStart(of: $0) } == 2..<22)
        #expect(read([0, 21] + Self.request) { STUNFraming.messageAtStart(of: $0) } == nil)
        #expect(read([0, 20]) { STUNFraming.messageAtStart(of: $0) } == nil)
    }

    @Test func channelDataMustFill() {
        #expect(read(hex("4000 0003 010203 00")) { STUNFraming.channelData($0) } == 4..<7)
        #expect(read(hex("4000 0003 010203")) { STUNFraming.channelData($0) } == 4..<7)
        #expect(read(hex("4000 0004 010203")) { STUNFraming.channelData($0) } == nil)
        #expect(read(hex("4000 0001 010203040506")) { STUNFraming.channelData($0) } == nil)
        #expect(read(hex("5000 0001 01")) { STUNFraming.channelData($0) } == nil)
    }

    @Test func damagedMessagesAreSurvived() {
        harass(Self.success) { bytes in
            _ = STUNFraming.messageAtStart(of: bytes)
            guard let message = STUNMessage(bytes) else { return }
            for attribute in STUNAddressAttribute.allCases {
                _ = message.endpoint(attribute, in: bytes)
            }
            _ = message.software(in: bytes)
        }
    }
}
