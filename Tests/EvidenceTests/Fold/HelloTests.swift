internal import Testing
internal import Wire

@testable internal import Evidence

/// Handshakes that span segments are kept, a few frames of each flow, and put together at the end.
struct HelloTests {
    /// A ClientHello for a well-known resolver in one TLS record.
    private static let record: [UInt8] = {
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

    private func segment(_ part: Range<Int>) -> [UInt8] {
        Specimen.sent.tcp(
            Specimen.address, 40_000, Specimen.server, 443, Array(HelloTests.record[part]),
            sequence: 1 + UInt32(part.lowerBound))
    }
}
