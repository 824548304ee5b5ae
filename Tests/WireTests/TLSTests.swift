internal import HostileBytes
internal import Testing

@testable internal import Wire

@Suite struct TLSTests {
    /// A real hello of OpenSSL 3: record header, secret.example.com, h2 and http/1.1, 201 bytes of
    /// padding at the end.
    static let record =
        hex(
            """
            1603010200010001fc0303c534b1a9fbd16550bff6adffb15984fb006546efcf4447d9055ba6d5b5cdfa
            2020716b1585e221468a577657f779f467901a16c481f1b20b98f9eececd4c2781720024130213031301
            c02cc030c02bc02fcca9cca8c024c028c023c027009f009e006b006700ff0100018f0000001700150000
            127365637265742e6578616d706c652e636f6d000b000403000102000a00160014001d0017001e001900
            1801000101010201030104002300000010000e000c02683208687474702f312e31001600000017000000
            0d002a0028040305030603080708080809080a080b080408050806040105010601030303010302040205
            020602002b00050403040303002d00020101003300260024001d0020c41be200390b12a48b4fc235181f
            3702602e46439e4acbad3c1fe4e9163a4873001500c9
            """) + [UInt8](repeating: 0, count: 201)
    static let handshake = Array(record.dropFirst(5))

    /// A handshake message with these extensions, each its type and data.
    static func hello(_ extensions: [(UInt16, [UInt8])]) -> [UInt8] {
        var list: [UInt8] = []
        for (type, data) in extensions {
            list += [UInt8(type >> 8), UInt8(type & 255)]
            list += [UInt8(data.count >> 8), UInt8(data.count & 255)] + data
        }
        let body =
            hex("0303") + [UInt8](repeating: 7, count: 32) + hex("00 0002 1301 01 00")
            + [UInt8(list.count >> 8), UInt8(list.count & 255)] + list
        return [1, 0, UInt8(body.count >> 8), UInt8(body.count & 255)] + body
    }

    static func name(_ text: String) -> [UInt8] {
        let count = text.utf8.count
        return [0, UInt8(count + 3), 0, 0, UInt8(count)] + Array(text.utf8)
    }

    @Test func realHelloIsRead() throws {
        let hello = try #require(read(Self.handshake) { ClientHello.parse($0) })
        #expect(read(Self.handshake) { hello.serverName(in: $0) }?.raw == "secret.example.com")
        let protocols = read(Self.handshake) { hello.applicationProtocols(in: $0) }
        #expect(protocols.map(\.raw) == ["h2", "http/1.1"])
        #expect(hello.highestSupportedVersion == 0x0304 && hello.legacyVersion == 0x0303)
        #expect(!hello.hasEncryptedClientHello && !hello.isCut && !hello.hasQUICParameters)
    }

    @Test func startIsRecognised() {
        #expect(read(Self.record) { TLSRecord.startsClientHello($0) })
        #expect(!read(Array(Self.record.prefix(5))) { TLSRecord.startsClientHello($0) })
        #expect(!read(hex("160301020002")) { TLSRecord.startsClientHello($0) })
        #expect(!read(hex("170303020001")) { TLSRecord.startsClientHello($0) })
    }

    @Test func encryptedHelloAndGreaseAreNoticed() throws {
        let bytes = Self.hello([
            (0xfe0d, [0, 0, 1]), (43, [6, 0x3a, 0x3a, 3, 4, 3, 3]), (57, []),
            (0, Self.name("cover.example")),
        ])
        let hello = try #require(read(bytes) { ClientHello.parse($0) })
        #expect(hello.hasEncryptedClientHello && hello.hasQUICParameters)
        #expect(hello.highestSupportedVersion == 0x0304)
        #expect(read(bytes) { hello.serverName(in: $0) }?.raw == "cover.example")
    }

    @Test func cutHelloYieldsWhatStandsBeforeTheCut() throws {
        let cut = Array(Self.handshake.prefix(200))
        let hello = try #require(read(cut) { ClientHello.parse($0) })
        #expect(hello.isCut)
        #expect(read(cut) { hello.serverName(in: $0) }?.raw == "secret.example.com")
    }

    @Test func contradictoryLengthsAreRefused() {
        var bytes = Self.hello([(0, Self.name("a.example"))])
        bytes[bytes.count - Self.name("a.example").count - 1] += 1
        #expect(read(bytes) { ClientHello.parse($0) } == nil)
        var longer = Self.hello([(0, Self.name("a.example"))])
        longer[46] = 255
        #expect(read(longer) { ClientHello.parse($0) } == nil)
        #expect(read(Self.hello([]) + [1]) { ClientHello.parse($0) } != nil)
        #expect(read([2] + Self.handshake.dropFirst()) { ClientHello.parse($0) } == nil)
    }

    @Test func nameLengthBeyondItsExtensionIsNoName() throws {
        var name = Self.name("a.example")
        name[4] = 200
        let bytes = Self.hello([(0, name)])
        #expect(try #require(read(bytes) { ClientHello.parse($0) }).serverNameRange == nil)
    }

    @Test func helloIsAssembledFromSegmentsInAnyOrder() {
        var assembler = HelloAssembler(startingAt: 0xffff_ff00)
        let parts = [300..<517, 0..<100, 50..<200, 150..<310]
        var last = HelloProgress.needsMore
        for part in parts {
            #expect(last == .needsMore)
            let sequence = UInt32(0xffff_ff00) &+ UInt32(part.lowerBound)
            last = read(Array(Self.record[part])) { assembler.take($0, sequence: sequence) }
        }
        #expect(last == .complete && assembler.handshake == Self.handshake)
    }

    @Test func helloIsAssembledFromSeveralRecordsByteByByte() {
        var stream: [UInt8] = []
        var at = 0
        while at < Self.handshake.count {
            let part = Self.handshake[at..<min(at + 60, Self.handshake.count)]
            stream += [22, 3, 1, 0, UInt8(part.count)] + part
            at += 60
        }
        var assembler = HelloAssembler(startingAt: 7)
        for (index, byte) in stream.enumerated() {
            _ = read([byte]) { assembler.take($0, sequence: 7 + UInt32(index)) }
        }
        #expect(assembler.progress == .complete && assembler.handshake == Self.handshake)
    }

    @Test func firstCopyOfAByteWins() {
        var assembler = HelloAssembler(startingAt: 0)
        _ = read(Array(Self.record[0..<100])) { assembler.take($0, sequence: 0) }
        var changed = Self.record
        for index in 0..<100 { changed[index] = 0xee }
        #expect(read(changed) { assembler.take($0, sequence: 0) } == .complete)
        #expect(assembler.handshake == Self.handshake)
    }

    @Test func otherStreamsAreRefused() {
        var assembler = HelloAssembler(startingAt: 0)
        let request = Array("GET / HTTP/1.1\r\n".utf8)
        #expect(read(request) { assembler.take($0, sequence: 0) } == .refused)
        #expect(read(Self.record) { assembler.take($0, sequence: 0) } == .refused)
        var server = HelloAssembler(startingAt: 0)
        #expect(read(hex("160303000402000000")) { server.take($0, sequence: 0) } == .refused)
        var empty = HelloAssembler(startingAt: 0)
        #expect(read(hex("1603030000")) { empty.take($0, sequence: 0) } == .refused)
    }

    @Test func endlessHelloIsRefused() {
        var assembler = HelloAssembler(startingAt: 0)
        #expect(read(hex("1603014000 01 ffffff")) { assembler.take($0, sequence: 0) } == .refused)
        var scattered = HelloAssembler(startingAt: 0)
        for index in 0..<200 {
            _ = read([1]) { scattered.take($0, sequence: UInt32(10 + 2 * index)) }
        }
        #expect(scattered.progress == .refused)
    }

    @Test func segmentsOutsideTheStretchAreDropped() {
        var bytes = ByteAssembler(capacity: 8)
        let source = hex("0102030405")
        #expect(read(source) { bytes.take($0, 0..<5, at: -3) })
        #expect(bytes.bytes == [4, 5] && bytes.contiguousCount == 2)
        #expect(read(source) { bytes.take($0, 0..<5, at: 6) })
        #expect(bytes.bytes == [4, 5, 0, 0, 0, 0, 1, 2] && bytes.contiguousCount == 2)
        #expect(read(source) { bytes.take($0, 1..<5, at: 1) })
        #expect(bytes.bytes == [4, 5, 3, 4, 5, 0, 1, 2] && bytes.contiguousCount == 5)
        #expect(read(source) { bytes.take($0, 0..<9, at: .max) })
        #expect(read(source) { bytes.take($0, 0..<9, at: .min) })
    }

    @Test func damagedHellosAreSurvived() {
        harass(Self.handshake) { bytes in
            guard let hello = ClientHello.parse(bytes) else { return }
            _ = hello.serverName(in: bytes)
            _ = hello.applicationProtocols(in: bytes)
        }
    }
}
