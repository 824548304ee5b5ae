internal import Testing
internal import Wire

@testable internal import Evidence

/// What is seen inside the tunnel, and what it says about the outside.
struct InsideTests {
    private static let through = Specimen.sent.tcp(Specimen.inner, 40_000, Specimen.server, 443, [])

    @Test func aTunnelAddressOutsideIsTold() {
        let strays = Folding([InsideTests.through], inside: [InsideTests.through]).recording()
            .strays
        #expect(strays.first?.traffic.traits == .innerSource)
        let alone = Folding([InsideTests.through]).recording().strays
        #expect(alone.first?.traffic.traits == [])
    }

    @Test func theHostsOwnAddressInsideIsNotTheTunnels() {
        // A flow from before the tunnel that was routed into it.
        let rerouted = Specimen.sent.tcp(Specimen.address, 40_000, Specimen.server, 443, [])
        let strays = Folding([rerouted], inside: [InsideTests.through, rerouted]).recording().strays
        #expect(strays.first?.traffic.traits == [])
    }

    @Test func loopbackAndGroupsAreNoTunnelAddresses() {
        var sources = TunnelSources(except: [Specimen.address])
        sources.learn(IPAddress(v4: 0x7f00_0001), .far)
        sources.learn(IPAddress(high: 0, low: 1), .far)
        sources.learn(IPAddress(v4: 0), .far)
        sources.learn(.unspecified, .far)
        sources.learn(IPAddress(v4: 0xe000_00fb), .group)
        sources.learn(Specimen.address, .far)
        #expect(sources.addresses.isEmpty)
        for index in 0..<100 { sources.learn(IPAddress(v4: 0x0a40_0000 + UInt32(index)), .far) }
        #expect(sources.addresses.count == TunnelSources.most)
    }

    @Test func answersAreCountedWithTheHostAsTheNearEnd() throws {
        let back = Specimen.received.tcp(Specimen.server, 443, Specimen.inner, 40_000, [])
        let recording = Folding([], inside: [InsideTests.through, back]).recording()
        #expect(recording.strays.isEmpty && recording.count(.inside) == 2)
        #expect(recording.ledger.strata.map(\.traffic.trafficClass) == [.tcp, .tcp])
        let (count, worst) = recording.ledger.destinations(of: [0, 1])
        #expect(count == 1 && worst.first?.address == Specimen.server)
        #expect(worst.first?.packets == 2)
    }

    @Test func aHeaderQuotedByICMPIsNoTraffic() {
        // An error about a look-up is no look-up.
        let query = Specimen.sent.udp(Specimen.address, 40_000, Specimen.server, 53, [1, 2, 3])
        let error = Specimen.sent.packet(
            Specimen.address, Specimen.server, 1, [3, 3, 0, 0, 0, 0, 0, 0] + query.dropFirst(14))
        let strays = Folding([error]).recording().strays
        #expect(strays.map(\.traffic.trafficClass) == [.other])
        #expect(strays.first?.traffic.transport == 1)
    }

    @Test func onlyTheOuterFlowItselfIsTheTunnels() {
        let strays = Folding([
            Specimen.sent.udp(Specimen.address, 41_000, Specimen.entry, 51_821, [1]),
            Specimen.sent.tcp(Specimen.address, 41_000, Specimen.entry, 51_820, []),
            Specimen.sent.packet(Specimen.address, Specimen.entry, 1, [8, 0, 0, 0, 0, 0, 0, 0]),
        ]).recording().strays
        #expect(strays.count == 3)
        #expect(strays.allSatisfy { $0.traffic.traits.contains(.toOuterAddress) })
    }

    @Test func everyFrameIsCountedExactlyOnce() {
        var noise = Noise(state: 42)
        let frames = (0..<3000).map { index in
            var frame = Specimen.sent.udp(
                Specimen.address, 40_000, index % 2 == 0 ? Specimen.entry : Specimen.server,
                UInt16.random(in: 0..<6000, using: &noise), Array(repeating: 7, count: 40))
            for _ in 0..<Int.random(in: 0..<6, using: &noise) {
                frame[Int.random(in: 6..<60, using: &noise)] = .random(in: 0...255, using: &noise)
            }
            return Array(frame.prefix(Int.random(in: 0..<120, using: &noise)))
        }
        let recording = Folding(frames).recording()
        let expected = (0..<Expected.count).reduce(UInt64(0)) {
            $0 + recording.count(Expected($1))
        }
        #expect(expected + recording.strayPackets == 3000)
    }

    @Test func aFrameCutBeforeItsPortsIsJudgedByItsAddress() {
        let stray = Specimen.sent.tcp(Specimen.address, 1, Specimen.server, 443, [])
        var folding = Folding([Array(stray.prefix(36))])
        folding.originalLength = UInt32(stray.count)
        #expect(folding.recording().strayPackets == 1)
        let tunnel = Specimen.sent.udp(Specimen.address, 1, Specimen.entry, 51_820, [1])
        folding.outside = [Array(tunnel.prefix(36))]
        let recording = folding.recording()
        #expect(recording.strays.isEmpty && recording.count(.undecoded) == 1)
    }
}
