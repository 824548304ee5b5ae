internal import Testing
internal import Wire

@testable internal import Evidence

/// Flows are counted exactly, whatever somebody sends.
struct FlowTableTests {
    @Test func batchedAndImmediateCountsAreTheSame() {
        var batched = FlowTable(capacity: 1 << 15)
        var immediate = FlowTable(capacity: 1 << 15)
        var noise = Noise(state: 7)
        var expected: [FlowKey: (UInt32, UInt64)] = [:]
        for frame in 1...5000 {
            let key = FlowTableTests.key(UInt32.random(in: 0..<900, using: &noise))
            let length = UInt32.random(in: 60..<1500, using: &noise)
            let time = UInt64.random(in: 1..<1_000_000, using: &noise)
            batched.touch(key, length: length, at: time, frame: UInt64(frame))
            _ = immediate.touchNow(key, length: length, at: time, frame: UInt64(frame))
            expected[key, default: (0, 0)].0 += 1
            expected[key, default: (0, 0)].1 += UInt64(length)
        }
        batched.settle()
        #expect(batched.count == expected.count && immediate.count == expected.count)
        for row in 0..<batched.count {
            let (one, other) = (batched.rows[row], immediate.rows[row])
            #expect(one.key == other.key && one.tally == other.tally)
            #expect(expected[one.key]?.0 == one.packets && expected[one.key]?.1 == one.bytes)
        }
    }

    @Test func aFullTableCountsByNetworkAndLosesNothing() {
        var table = FlowTable(capacity: 1 << 15)
        let flows = (1 << 15) + 3000
        for index in 0..<flows {
            table.touch(
                FlowTableTests.key(UInt32(index)), length: 100, at: UInt64(index + 1),
                frame: UInt64(index + 1))
        }
        table.settle()
        #expect(table.sharedPackets == 3000)
        var packets: UInt64 = 0
        for row in 0..<table.rows.count { packets += UInt64(table.rows[row].packets) }
        #expect(packets == UInt64(flows))
        // Rows behind the capacity stand for networks: 3000 addresses lie in 12 of them.
        #expect(table.count == (1 << 15) + 12)
        for row in (1 << 15)..<table.count {
            #expect(table.rows[row].key.remote.v4 & 0xff == 0)
            #expect(table.rows[row].key.localPort == 0 && table.rows[row].key.remotePort == 0)
        }
    }

    @Test func aNameDoesNotSpeakForTheFlowsThatShareItsRow() {
        var table = FlowTable(capacity: 64)
        for index in 0..<64 {
            table.touch(FlowTableTests.key(UInt32(index)), length: 1, at: 1, frame: 1)
        }
        var named = FlowTableTests.key(64)
        named.refined = TrafficClass.encryptedDNS.rawValue + 1
        let shared = table.touchNow(named, length: 1, at: 1, frame: 1)
        #expect(shared == 64 && table.rows[shared].trafficClass == .tcp)
        named = FlowTableTests.key(63)
        named.refined = TrafficClass.encryptedDNS.rawValue + 1
        let own = table.touchNow(named, length: 1, at: 1, frame: 1)
        #expect(own == 63 && table.rows[own].trafficClass == .encryptedDNS)
    }

    @Test func theSharedRowsMayRunOutAsWell() {
        var table = FlowTable(capacity: 1 << 15)
        let flows = (1 << 15) + FlowTable.sharedCapacity + 500
        for index in 0..<flows {
            // Each in a network of its own.
            table.touch(
                FlowTableTests.key(UInt32(index) &* 256), length: 1, at: 1, frame: 1)
        }
        table.settle()
        var packets = 0
        for row in 0..<table.rows.count { packets += Int(table.rows[row].packets) }
        #expect(packets == flows)
        #expect(table.rows[table.rows.count - 1].packets == 501)
    }

    @Test func seedsDiffer() {
        #expect(FlowTable(capacity: 64).seed != FlowTable(capacity: 64).seed)
        let key = FlowTableTests.key(1)
        #expect(key.hash(1) != key.hash(2))
    }

    @Test func everyPartOfAKeyTellsFlowsApart() {
        func key(
            _ localPort: UInt16 = 1, _ remotePort: UInt16 = 2, _ transport: UInt8 = 6,
            _ trafficClass: TrafficClass = .tcp, _ stage: UInt8 = 0, _ interface: UInt8 = 0,
            _ traits: Traits = [], _ family: Packet.Family = .ipv4, _ reach: Reach = .far,
            local: IPAddress = Specimen.address, remote: IPAddress = Specimen.server
        ) -> FlowKey {
            FlowKey(
                local: local, remote: remote, localPort: localPort, remotePort: remotePort,
                transport: transport, trafficClass: trafficClass, stage: stage,
                interface: interface, traits: traits, family: family, reach: reach)
        }
        let others = [
            key(local: Specimen.inner), key(remote: Specimen.server6), key(3), key(1, 3),
            key(1, 2, 17), key(1, 2, 6, .stun), key(1, 2, 6, .tcp, 1), key(1, 2, 6, .tcp, 0, 1),
            key(1, 2, 6, .tcp, 0, 0, .nat64), key(1, 2, 6, .tcp, 0, 0, [], .ipv6),
            key(1, 2, 6, .tcp, 0, 0, [], .ipv4, .group),
        ]
        for other in others {
            #expect(other != key())
            #expect(other.hash(5) != key().hash(5))
        }
    }

    @Test func whatARowNotesDoesNotChangeItsKey() {
        var noted = FlowTableTests.key(1)
        noted.refined = 11
        noted.keptHellos = 4
        noted.keptNotes = 10
        #expect(noted == FlowTableTests.key(1) && noted.hash(5) == FlowTableTests.key(1).hash(5))
        #expect(noted.refined == 11 && noted.keptHellos == 4 && noted.keptNotes == 10)
    }

    @Test func randomClientPortsMakeOneFlow() {
        let frames = (0..<500).map { index in
            Specimen.sent.udp(
                Specimen.address, UInt16(30_000 + index), Specimen.server, 53, [1, 2, 3])
        }
        let strays = Folding(frames).recording().strays
        #expect(strays.count == 1 && strays[0].flows == 1 && strays[0].tally.packets == 500)
        let tcp = (0..<500).map { index in
            Specimen.sent.tcp(Specimen.address, UInt16(30_000 + index), Specimen.server, 443, [])
        }
        #expect(Folding(tcp).recording().strays[0].flows == 500)
    }

    @Test func firstAndLastFollowTimeNotOrder() {
        var tally = Tally()
        for (time, frame) in [(UInt64(50), UInt64(1)), (20, 2), (90, 3), (90, 4), (60, 5)] {
            tally.add(length: 10, at: time, frame: frame)
        }
        #expect(tally.first == 20 && tally.firstFrame == 2)
        #expect(tally.last == 90 && tally.lastFrame == 4)
        #expect(tally.packets == 5 && tally.bytes == 50)
        var sum = Tally()
        sum.add(tally)
        sum.add(Tally())
        #expect(sum == tally)
    }

    @Test func countsStopAtTheirLargestValue() {
        var table = FlowTable(capacity: 64)
        let row = table.touchNow(FlowTableTests.key(1), length: 1, at: 1, frame: 1)
        table.rows.update(row) { $0.packets = .max }
        _ = table.touchNow(FlowTableTests.key(1), length: 1, at: 1, frame: 1 << 40)
        #expect(table.rows[row].packets == .max && table.rows[row].lastFrame == .max)
    }

    private static func key(_ remote: UInt32) -> FlowKey {
        FlowKey(
            local: Specimen.address, remote: IPAddress(v4: 0x0100_0000 &+ remote),
            localPort: 40_000,
            remotePort: 443, transport: IPProtocol.tcp, trafficClass: .tcp, stage: 0, interface: 0,
            traits: [], family: .ipv4, reach: .far)
    }
}
