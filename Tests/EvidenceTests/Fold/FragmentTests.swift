internal import Testing
internal import Wire

@testable internal import Evidence

/// Later fragments have no ports; their first fragment decides for them.
struct FragmentTests {
    @Test func laterFragmentsOfTheTunnelAreTheTunnels() {
        let recording = Folding([
            first(Specimen.entry, 51_820, 7), later(Specimen.entry, 7), later(Specimen.entry, 7),
        ]).recording()
        #expect(recording.count(.outer(0, isSent: true)) == 3 && recording.strays.isEmpty)
    }

    @Test func laterFragmentsWithoutTheirFirstAreViolations() {
        #expect(Folding([later(Specimen.entry, 7)]).recording().strayPackets == 1)
        let other = Folding([
            first(Specimen.entry, 51_820, 7), later(Specimen.entry, 8), later(Specimen.server, 7),
        ]).recording()
        #expect(other.strayPackets == 2)
        #expect(other.strays.contains { $0.traffic.traits.contains(.toOuterAddress) })
    }

    @Test func laterFragmentsHaveTheClassOfTheirFirst() {
        let strays = Folding([first(Specimen.server, 53, 7), later(Specimen.server, 7)])
            .recording().strays
        #expect(strays.count == 1)
        #expect(strays.first?.traffic.trafficClass == .dns && strays.first?.tally.packets == 2)
        #expect(strays.first?.traffic.traits.contains(.fragment) == true)
    }

    @Test func thePlaceOfOneDatagramIsForgottenAfterSixteenOthers() {
        let others = (100..<116).map { first(Specimen.entry, 51_820, $0) }
        let recording = Folding(
            [first(Specimen.entry, 51_820, 7)] + others + [later(Specimen.entry, 7)]
        ).recording()
        #expect(recording.strayPackets == 1)
        let fewer = Folding(
            [first(Specimen.entry, 51_820, 7)] + others.dropLast() + [later(Specimen.entry, 7)]
        ).recording()
        #expect(fewer.strays.isEmpty)
    }

    private func first(_ to: IPAddress, _ port: UInt16, _ identification: UInt16) -> [UInt8] {
        let header = [UInt16(40_000), port, 600, 0].flatMap(FrameBuilder.bytes)
        return Specimen.sent.packet(
            Specimen.address, to, 17, header + Array(repeating: 7, count: 64),
            fragmentation: 0x2000, identification: identification)
    }

    private func later(_ to: IPAddress, _ identification: UInt16) -> [UInt8] {
        Specimen.sent.packet(
            Specimen.address, to, 17, Array(repeating: 7, count: 64), fragmentation: 9,
            identification: identification)
    }
}
