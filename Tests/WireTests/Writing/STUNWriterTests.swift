internal import HostileBytes
internal import Testing
internal import Wire

/// What the writer writes, Wire's own reader reads.
struct STUNWriterTests {
    @Test func aRequestIsTheOneThatOthersWrite() {
        let writer = STUNWriter(
            .request, transactionHigh: 0x7c9a_cb3b, transactionLow: 0x8952_b365_33d9_17e8)
        #expect(writer.bytes == STUNTests.request)
    }

    @Test(arguments: [STUNMessage.Class.request, .indication, .success, .error])
    func methodAndClassAreReadBack(_ kind: STUNMessage.Class) throws {
        let bytes = STUNWriter(kind, transactionHigh: 1, transactionLow: 2).bytes
        let message = try #require(read(bytes) { STUNMessage($0) })
        #expect(message.method == STUNMessage.binding && message.class == kind)
        #expect(message.transactionHigh == 1 && message.transactionLow == 2)
    }

    @Test(arguments: ["198.51.100.2", "2001:db8:1234:5678:11:2233:4455:6677"])
    func addressesAreReadBack(_ text: String) throws {
        let endpoint = STUNEndpoint(address: try #require(IPAddress(text)), port: 32_853)
        var writer = STUNWriter(
            .success, transactionHigh: 0xb7e7_a701, transactionLow: 0xbc34_d686_fa87_dfae)
        writer.write(xorMapped: endpoint)
        #expect(read(writer.bytes) { STUNMessage.isSTUN($0) })
        let message = try #require(read(writer.bytes) { STUNMessage($0) })
        #expect(read(writer.bytes) { message.reflexiveEndpoint(in: $0) } == endpoint)
        // The attribute of RFC 5769, 2.3.
        let vector = hex("0020 0014 0002a147 0113a9faa5d3f179bc25f4b5bed2b9d9")
        if !endpoint.address.isIPv4 { #expect(Array(writer.bytes.suffix(24)) == vector) }
    }

    /// The request of RFC 5769, 2.1, whose last attribute is a fingerprint.
    private static let vector = hex(
        """
        00010058 2112a442 b7e7a701bc34d686fa87dfae 80220010 5354554e207465737420636c69656e74
        00240004 6e0001ff 80290008 932ff9b151263b36 00060009 6576746a3a68367659202020
        00080014 9aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2 80280004 e57a3bcf
        """)

    @Test func fingerprintsAreJudged() throws {
        let message = try #require(read(Self.vector) { STUNMessage($0) })
        func state(_ bytes: [UInt8]) -> STUNFingerprint.State {
            read(bytes) { STUNFingerprint.state(of: message, in: $0) }
        }
        #expect(state(Self.vector) == .right)
        for index in [0, 8, 40, 107] {
            var bytes = Self.vector
            bytes[index] ^= 1
            #expect(state(bytes) == .wrong)
        }
        let request = try #require(read(STUNTests.request) { STUNMessage($0) })
        #expect(
            read(STUNTests.request) { STUNFingerprint.state(of: request, in: $0) } == .absent)
        harass(Self.vector) { bytes in
            if let message = STUNMessage(bytes) {
                _ = STUNFingerprint.state(of: message, in: bytes)
            }
        }
    }

    @Test func ourOwnFingerprintIsRightAndOnlyLast() throws {
        var writer = STUNWriter(.success, transactionHigh: 1, transactionLow: 2)
        writer.write(
            xorMapped: STUNEndpoint(address: try #require(IPAddress("192.0.2.1")), port: 1))
        writer.writeFingerprint()
        let message = try #require(read(writer.bytes) { STUNMessage($0) })
        #expect(
            read(writer.bytes) { STUNFingerprint.state(of: message, in: $0) } == .right)
        writer.write(unknownAttributes: [0x24])
        let longer = try #require(read(writer.bytes) { STUNMessage($0) })
        #expect(read(writer.bytes) { STUNFingerprint.state(of: longer, in: $0) } == .wrong)
    }

    @Test func valuesAreFilledUpToFourBytes() throws {
        var writer = STUNWriter(.error, transactionHigh: 1, transactionLow: 2)
        writer.write(unknownAttributes: [0x24])
        #expect(writer.bytes.count == 20 + 8 + 8)
        let message = try #require(read(writer.bytes) { STUNMessage($0) })
        #expect(read(writer.bytes) { message.visitAttributes(in: $0) { _, _ in } })
    }
}
