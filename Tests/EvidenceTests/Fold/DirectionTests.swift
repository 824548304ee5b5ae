internal import Testing
internal import Wire

@testable internal import Evidence

/// Who sent a frame: the file's word, then the stations, then the addresses.
struct DirectionTests {
    private static let group = IPAddress(v4: 0xe000_00fb)

    @Test func theWordOfTheFileBeatsTheStation() {
        // A bridge hands on what another station of the same machine sent.
        var folding = Folding([stray(from: Specimen.router)])
        folding.direction = .outbound
        #expect(folding.recording().strayPackets == 1)
        folding = Folding([stray(from: Specimen.host)])
        folding.direction = .inbound
        let recording = folding.recording()
        #expect(recording.strays.isEmpty && recording.count(.received) == 1)
    }

    @Test func everyStationOfTheHostSends() {
        var folding = Folding([
            stray(from: Specimen.stranger), stray(from: Specimen.host),
            stray(from: Specimen.router),
        ])
        folding.host.stations = [Specimen.host, Specimen.stranger]
        let recording = folding.recording()
        #expect(recording.strayPackets == 2 && recording.count(.received) == 1)
    }

    @Test func withoutAKnownStationNobodyCanSay() {
        var folding = Folding([stray(from: Specimen.host)])
        folding.host = HostIdentity(addresses: [Specimen.address], basis: .named)
        let recording = folding.recording()
        #expect(recording.strays.isEmpty && recording.count(.undirected) == 1)
    }

    @Test func whereNoStationIsSeenTheAddressesDecide() {
        let nobody = FrameBuilder(from: MACAddress(0), to: Specimen.router)
        var folding = Folding([
            nobody.udp(Specimen.address, 1, Specimen.server, 4000, [1]),
            nobody.udp(Specimen.server, 4000, Specimen.address, 1, [1]),
            nobody.udp(Specimen.server, 5353, DirectionTests.group, 5353, [1]),
            nobody.udp(Specimen.server, 4000, Specimen.entry, 1, [1]),
        ])
        folding.host.addresses = [Specimen.address]
        let recording = folding.recording()
        #expect(recording.strayPackets == 1)
        #expect(recording.count(.received) == 2 && recording.count(.undirected) == 1)
    }

    private func stray(from station: MACAddress) -> [UInt8] {
        FrameBuilder(from: station, to: Specimen.router)
            .tcp(Specimen.address, 40_000, Specimen.server, 443, [])
    }
}
