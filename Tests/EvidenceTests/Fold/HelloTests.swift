internal import Testing
internal import Wire

@testable internal import Evidence

/// Handshakes that span segments are kept, a few frames of each flow, and put together at the end.
struct HelloTests {
    /// A ClientHello for a well-known resolver in one TLS record.
    static let record: [UInt8] = {
        let name = Array("dns.google".utf8)
        func counted(_ bytes: [UInt8]) -> [UInt8] {
            FrameBuilder.bytes(UInt16(bytes.count)) + bytes
        }
        let extensions = [0, 0] + counted(counted([0] + counted(name)))
        let body =
            [3, 3] + Array(repeating: 7, count: 32) + [0] + counted([0x13, 1]) + [1, 0]
            + counted(extensions)
        return [22, 3, 1] + counted([1, 0] + counted(body))
    }()

    /// A protected QUIC Initial (RFC 9001, 5) for the destination 0102030405060708, which carries the
    /// ClientHello of such a record.
    private static let initial: [UInt8] =
        ([
            0xc400_0000_0108_0102, 0x0304_0506_0708_0000, 0x405e_e03f_f55a_e905,
            0x769a_d563_56bc_f93d, 0xbc17_a63c_127f_d945, 0x17e2_9be7_e18e_a4a3,
            0x3c08_57cb_b6ea_939e, 0xe7f8_4c4b_94a9_d58e, 0x77d8_d483_a9ff_f532,
            0xf1a1_8887_52cf_89f4, 0x459a_7962_a1d8_d7a1, 0xdde5_58aa_a57b_60a9,
            0xc00a_4652_b926_0d18, 0x0343_9a30_5f14_e0eb,
        ] as [UInt64]).flatMap(FrameBuilder.bytes)

    @Test func aNameInTwoSegmentsGivesTheWholeFlowItsClass() {
        let strays = Folding([segment(0..<30), segment(30..<HelloTests.record.count)])
            .recording().strays
        #expect(strays.map(\.traffic.trafficClass) == [.encryptedDNS])
        #expect(strays.first?.tally.packets == 2)
    }

    @Test func aFlowKeepsFourFramesOfItsHandshake() throws {
        let beginnings = (0..<12).map { _ in segment(0..<30) }
        let store = try #require(Folding(beginnings).ledger().store)
        let hellos = (0..<store.fold.kept.count).filter { store.fold.kept[$0].isHello }
        #expect(hellos.count == Int(KeptFrames.hellosPerFlow))
        #expect(store.fold.flows.rows[0].packets == 12)
    }

    @Test func aNameInAQUICInitialGivesTheWholeFlowItsClass() {
        let padding = Array(repeating: UInt8(0), count: 1200 - HelloTests.initial.count)
        let frames = [HelloTests.initial + padding, [0x40, 1, 2, 3]].map { payload in
            Specimen.sent.udp(Specimen.address, 40_000, Specimen.server, 443, payload)
        }
        let strays = Folding(frames).recording().strays
        #expect(strays.map(\.traffic.trafficClass) == [.encryptedDNS])
        #expect(strays.first?.tally.packets == 2)
    }

    private func segment(_ part: Range<Int>) -> [UInt8] {
        Specimen.sent.tcp(
            Specimen.address, 40_000, Specimen.server, 443, Array(HelloTests.record[part]),
            sequence: 1 + UInt32(part.lowerBound))
    }
}
