internal import HostileBytes
internal import Testing
internal import Wire

@Suite struct QUICTests {
    /// What an assembler makes of these datagrams.
    static func assemble(_ datagrams: [[UInt8]]) -> QUICHelloAssembler {
        var assembler = QUICHelloAssembler()
        for datagram in datagrams {
            _ = read(datagram) { assembler.take($0) }
        }
        return assembler
    }

    @Test(arguments: [QUICVectors.rfc9001, QUICVectors.rfc9369])
    func vectorsOfTheStandardsOpen(datagram: [UInt8]) throws {
        #expect(read(datagram) { QUICInitial.isInitial($0) })
        let initial = try #require(read(datagram) { QUICInitial($0) })
        #expect(initial.destination == 6..<14 && initial.source.isEmpty && initial.end == 1200)
        let assembler = Self.assemble([datagram])
        #expect(assembler.progress == .complete && assembler.handshake == QUICVectors.hello)
        let hello = try #require(read(assembler.handshake) { ClientHello.parse($0) })
        #expect(read(assembler.handshake) { hello.serverName(in: $0) }?.raw == "example.com")
        #expect(hello.hasQUICParameters)
    }

    @Test func splitHelloIsAssembledOutOfOrder() {
        let assembler = Self.assemble([QUICVectors.tailFirst, QUICVectors.twoCoalesced])
        #expect(assembler.progress == .complete && assembler.handshake == QUICVectors.hello)
        #expect(Self.assemble([QUICVectors.tailFirst]).progress == .needsMore)
        #expect(Self.assemble([QUICVectors.twoCoalesced]).progress == .needsMore)
    }

    @Test func keysOutliveANewDestination() {
        let assembler = Self.assemble([QUICVectors.tailFirst, QUICVectors.coalescedSecondRekeyed])
        #expect(assembler.progress == .complete && assembler.handshake == QUICVectors.hello)
    }

    @Test func retryBringsNewKeys() {
        let assembler = Self.assemble([QUICVectors.tailFirst, QUICVectors.afterRetry])
        #expect(assembler.progress == .complete && assembler.handshake == QUICVectors.hello)
    }

    @Test func changedPacketDoesNotOpen() {
        for index in [20, 40, 600, 1199] {
            var datagram = QUICVectors.rfc9001
            datagram[index] ^= 1
            #expect(Self.assemble([datagram]).progress == .needsMore)
        }
    }

    @Test func attemptsAreBounded() {
        var datagram = QUICVectors.rfc9001
        datagram[600] ^= 1
        let many = Array(repeating: datagram, count: QUICHelloAssembler.mostDatagrams)
        #expect(Self.assemble(many).progress == .refused)
    }

    @Test func otherPacketsAreNotInitial() {
        for change in [(0, UInt8(0x40)), (0, 0xe0), (4, 2), (5, 21)] {
            var datagram = QUICVectors.rfc9001
            datagram[change.0] = change.1
            #expect(!read(datagram) { QUICInitial.isInitial($0) })
            #expect(read(datagram) { QUICInitial($0) } == nil)
        }
        #expect(!read([0xc0, 0, 0, 0, 1, 0]) { QUICInitial.isInitial($0) })
        #expect(!read([0xc0, 0, 0, 0, 1, 3, 0, 0]) { QUICInitial.isInitial($0) })
    }

    @Test func lengthsBeyondTheDatagramAreRefused() {
        // Token length and packet length of 2^62 - 1.
        let head = hex("c0 00000001 00 00")
        let huge = hex("ffffffffffffffff")
        #expect(read(head + huge + [0]) { QUICInitial($0) } == nil)
        #expect(read(head + [0] + huge + [0]) { QUICInitial($0) } == nil)
        // A packet too short for a header protection sample.
        #expect(Self.assemble([head + [0, 1, 0]]).progress == .needsMore)
        #expect(Self.assemble([head + [0, 0]]).progress == .needsMore)
    }

    @Test func damagedDatagramsAreSurvived() {
        for length in 0..<60 {
            _ = Self.assemble([Array(QUICVectors.twoCoalesced.prefix(length))])
        }
        for index in 0..<30 {
            for value: UInt8 in [0, 0x3f, 0x40, 0x80, 0xff] {
                var datagram = QUICVectors.twoCoalesced
                datagram[index] = value
                _ = Self.assemble([datagram])
            }
        }
    }
}
