internal import Testing
internal import Wire

@testable internal import Evidence

/// How many destinations there are is exact, however many there are.
struct DestinationTests {
    @Test(arguments: [10, 250_000])
    func destinationsAreCountedExactly(_ count: Int) {
        var fold = Fold(
            allowance: Allowance(outer: []), stages: StageLine([]),
            host: HostIdentity(stations: [Specimen.host], basis: .named), capacity: 1 << 18)
        fold.declare(
            CaptureInterface(index: 0, linkType: 1, snapLength: 0, timestampDigits: 9))
        var key = FlowKey(
            local: Specimen.address, remote: Specimen.server, localPort: 40_000, remotePort: 443,
            transport: IPProtocol.tcp, trafficClass: .tcp, stage: 0, interface: 0, traits: [],
            family: .ipv4, reach: .far)
        for index in 0..<count {
            key.remote = IPAddress(v4: 0x0100_0000 + UInt32(index / 2))
            key.remotePort = UInt16(443 + index % 2)
            fold.flows.touch(key, length: 60, at: 1, frame: UInt64(index + 1))
        }
        for _ in 0..<5 { fold.flows.touch(key, length: 60, at: 1, frame: 9) }
        let ledger = Ledger(sealing: fold)
        let (found, worst) = ledger.destinations(of: [0])
        #expect(found == count)
        #expect(worst.count == min(count, Ledger.mostDestinations))
        #expect(worst.first?.address == key.remote && worst.first?.packets == 6)
        #expect(worst.first?.port == key.remotePort)
    }

    @Test func destinationsWithAsManyPacketsAreNamedInTheOrderInWhichTheyWereSeen() {
        // Each fold draws its own seed, and tables are walked in the order of hashes.
        for _ in 0..<4 {
            let frames = (0..<3 * Ledger.mostDestinations).map { index in
                Specimen.sent.udp(
                    Specimen.address, 40_000, IPAddress(v4: 0xcb00_7100 + UInt32(index)), 4000, [1])
            }
            let ledger = Folding(frames).ledger()
            let worst = ledger.destinations(of: Set(ledger.strata.indices)).worst
            #expect(
                worst.map(\.address)
                    == (0..<Ledger.mostDestinations).map {
                        IPAddress(v4: 0xcb00_7100 + UInt32($0))
                    })
        }
    }

    @Test func addressesAndPortsCannotBeMixedUp() {
        // Their lower halves differ by what their ports differ, 48 bits higher.
        let pairs: [(UInt64, UInt16)] = [
            (0x0001_0000_0000_0001, 4000),
            (0x0001_0000_0000_0001 ^ UInt64(4000 ^ 4001) << 48, 4001),
        ]
        let frames = pairs.map { low, port in
            Specimen.sent.udp(
                Specimen.address6, 40_000, IPAddress(high: Specimen.server6.high, low: low), port,
                [1])
        }
        let ledger = Folding(frames).ledger()
        #expect(ledger.destinations(of: Set(ledger.strata.indices)).count == 2)
    }

    @Test func exemplarsHoldTheFirstAndTheLastFrame() {
        let frames = (0..<5000).map { index in
            Specimen.sent.udp(Specimen.address, UInt16(1000 + index), Specimen.server, 4000, [1])
        }
        let ledger = Folding(frames).ledger()
        let numbers = ledger.exemplarFrames(of: [0])
        #expect(numbers.first == 1 && numbers.last == 5000)
        #expect(numbers.count == Ledger.mostExemplars)
        #expect(numbers == numbers.sorted())
    }
}
