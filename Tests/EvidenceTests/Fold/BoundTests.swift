internal import Testing
internal import Wire

@testable internal import Evidence

/// Whoever sends frames chooses how many; memory stays bounded, and nothing is lost silently.
struct BoundTests {
    @Test func claimsOfTheLocalNetworkAreBounded() throws {
        var network = LocalNetwork()
        for index in 0..<200 {
            let prefix = try #require(IPPrefix("10.\(index).0.0/16"))
            let isNew = network.add(.pushed(prefix))
            #expect(isNew == (index < LocalNetwork.most))
        }
        #expect(network.pushed.count == LocalNetwork.most)
        #expect(network.surplus == UInt64(200 - LocalNetwork.most))
        let known = try #require(IPPrefix("10.0.0.0/16"))
        let isNew = network.add(.pushed(known))
        #expect(!isNew && network.surplus == UInt64(200 - LocalNetwork.most))
        let isFirst = network.add(.nat64(known))
        #expect(isFirst)
        #expect(!network.isSilent && LocalNetwork().isSilent)
    }

    @Test func observationsAreBoundedAndKeptOnce() {
        var log = ObservationLog()
        for index in 0..<3000 {
            let record = FrameRecord(
                time: UInt64(index), originalLength: 60, number: UInt64(index + 1))
            let fact = Observation.Fact.publicAddressAsked(IPAddress(v4: UInt32(index / 2)))
            log.add(fact, record, 0)
        }
        #expect(log.observations.count == ObservationLog.most)
        #expect(log.observations.map(\.number) == Array(1...ObservationLog.most))
        // The 476 facts beyond, each offered twice.
        #expect(log.surplus == 952)
    }

    @Test func keptFramesAreBounded() {
        var kept = KeptFrames()
        let frame = Array(repeating: UInt8(7), count: 9000)
        for number in 0..<40_000 {
            for isHello in [true, false] {
                let entry = KeptFrames.Frame(
                    row: 1, start: 0, length: 0, originalLength: 9000, number: UInt64(number),
                    time: 0, interface: 0, isHello: isHello)
                unsafe kept.keep(frame.span.bytes, entry)
            }
        }
        #expect(kept.isFull(forHello: true) && kept.isFull(forHello: false))
        for index in [0, 1, kept.count - 1] {
            let entry = kept[index]
            let most = entry.isHello ? KeptFrames.helloLength : KeptFrames.noteLength
            #expect(Int(entry.length) == most)
            #expect(kept.bytes(of: entry) == Array(frame.prefix(most)))
        }
        #expect(kept.count <= 1 << 14)
    }

    @Test func distinctNamesAreCountedByStage() {
        var names = NameSet()
        for index in 0..<1000 {
            names.insert(UInt64(index % 100) &* 0x9e37_79b9_7f4a_7c15, stage: 0)
            names.insert(UInt64(index % 100) &* 0x9e37_79b9_7f4a_7c15, stage: 3)
        }
        #expect(names.count(stage: 0) == 100 && names.count(stage: 3) == 100)
        #expect(names.count(stage: 1) == 0)
        for index in 0..<200_000 { names.insert(FlowKey.mix(UInt64(index), 3), stage: 1) }
        #expect(names.count(stage: 1) < 1 << 16)
    }

    @Test func framesWithoutAnyRoomCannotBeOverlooked() {
        // 2^15 flows and 2^14 networks fill the table with what went through the tunnel.
        var fold = Fold(
            allowance: Allowance(outer: []), stages: StageLine([]),
            host: HostIdentity(stations: [Specimen.host], basis: .named), capacity: 1 << 15)
        fold.declare(CaptureInterface(index: 0, linkType: 1, snapLength: 0, timestampDigits: 9))
        var key = FlowKey(
            local: Specimen.inner, remote: Specimen.server, localPort: 1, remotePort: 443,
            transport: IPProtocol.tcp, trafficClass: .tcp, stage: 0, interface: 0, traits: [],
            family: .ipv4, reach: .far)
        for index in 0..<(1 << 15) + FlowTable.sharedCapacity - 1 {
            key.remote = IPAddress(v4: 0x0100_0000 + UInt32(index) << 8)
            fold.flows.touch(key, length: 60, at: 1, frame: 1)
        }
        key.remote = Specimen.server
        fold.flows.touch(key, length: 60, at: 1, frame: 2)
        #expect(Ledger(sealing: fold).unplacedPackets == 1)
        #expect(Folding([]).ledger().unplacedPackets == 0)
    }

    @Test func interfacesBeyondTheLimitAreAGap() {
        var fold = Fold(
            allowance: Allowance(outer: []), stages: StageLine([]),
            host: HostIdentity(stations: [Specimen.host], basis: .named), capacity: 64)
        for index in 0..<256 {
            fold.declare(
                CaptureInterface(
                    index: UInt16(index), linkType: 1, snapLength: 0, timestampDigits: 9))
        }
        let stray = Specimen.sent.tcp(Specimen.address, 1, Specimen.server, 443, [])
        let span = unsafe stray.span.bytes
        fold.take(
            span, FrameRecord(time: 1, originalLength: 60, interface: 253, number: 1))
        #expect(!fold.blindness.surplusVantages)
        fold.take(
            span, FrameRecord(time: 1, originalLength: 60, interface: 254, number: 2))
        #expect(fold.blindness.surplusVantages)
    }

    @Test func aFramesTimeIsComparedWithTheLatestOne() {
        var fold = Fold(
            allowance: Allowance(outer: []), stages: StageLine([]),
            host: HostIdentity(stations: [Specimen.host], basis: .named), capacity: 64)
        fold.begin(FileRole())
        fold.declare(CaptureInterface(index: 0, linkType: 1, snapLength: 0, timestampDigits: 9))
        let frame = Specimen.sent.tcp(Specimen.address, 1, Specimen.server, 443, [])
        for (index, time) in [UInt64(1_000_000), 19_000_000, 9_000_000, 9_000_000].enumerated() {
            let record = FrameRecord(time: time, originalLength: 60, number: UInt64(index + 1))
            unsafe fold.take(frame.span.bytes, record)
        }
        #expect(fold.clock.backwardSteps == 1 && fold.clock.firstBackwardFrame == 3)
        #expect(fold.clock.largestStep == 10_000_000 && fold.clock.earliest == 1_000_000)
    }

    @Test func theClockToleratesReorderingAndCountsJumps() {
        var clock = FoldClock()
        for (frame, time) in [UInt64(9_000_000), 4_000_000, 10_000_000].enumerated() {
            clock.pass(time, frame: UInt64(frame + 1))
        }
        #expect(clock.backwardSteps == 0 && clock.earliest == 4_000_000)
        clock.pass(4_999_999, frame: 4)
        #expect(clock.backwardSteps == 1 && clock.firstBackwardFrame == 4)
        #expect(clock.largestStep == 5_000_001)
        clock.pass(5_000_000, frame: 5)
        #expect(clock.backwardSteps == 1)
    }
}
