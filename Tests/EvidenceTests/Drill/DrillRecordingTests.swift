internal import Testing
internal import Wire

@testable internal import Evidence

/// A drill goes into a recording, and comes out of it with the frames that its canaries were.
struct DrillRecordingTests {
    /// A run in which a canary of a new flow left, and one of an open flow before it.
    private static var live: LiveRecording {
        let at = LiveRecording.time(0)
        var fault = DrilledFault(
            .clientSIGKILL, from: at - 2, at: at - 1, until: at + 50_000_000,
            undone: at + 60_000_000, proof: .shown("it is gone"))
        fault.recovered = at + 70_000_000
        fault.ways = [DrilledFault.Way(version: 4, sender: .root, interface: "eth0")]
        fault.changes = ["the list of resolvers differs"]
        var live = LiveRecording()
        live.drill = Drill(
            cells: [
                TrafficCell(.established, .udp, by: .root, to: Specimen.server, port: 4000),
                TrafficCell(.new, .udp, by: .user, to: Specimen.server, port: 4000),
            ],
            attempts: [
                attempt(0, 1, at - 5_000_000_000, 40_000, .answered(900)),
                attempt(0, 2, at, 40_000, .sent),
                attempt(1, 1, at, 40_001, .refused(1)),
                attempt(1, 2, at + 1_000_000, 40_002, .sent),
            ], faults: [fault], rate: 7)
        live.frames = [UInt16]([40_000, 40_002, 40_003]).map { port in
            let frame = Specimen.sent.udp(Specimen.address, port, Specimen.server, 4000, [1])
            return (0, 1, EtherType.ipv4, Array(frame.dropFirst(14)))
        }
        return live
    }

    private static func attempt(
        _ cell: Int, _ number: Int, _ at: UInt64, _ port: UInt16, _ outcome: Attempt.Outcome
    ) -> Attempt {
        Attempt(cell: cell, number: number, at: at, localPort: port, outcome: outcome)
    }

    @Test func everyValueComesOutOfTheFolder() throws {
        let live = Self.live
        let drill = try #require(try live.recording().drill)
        #expect(drill.cells == live.drill?.cells)
        #expect(drill.attempts == live.drill?.attempts)
        #expect(drill.faults == live.drill?.faults)
        #expect(drill.rate == 7)
    }

    @Test func everyFrameThatLeftIsOfTheCellWhoseCanaryItIs() throws {
        let drill = try #require(try Self.live.recording().drill)
        #expect(drill.strays.map(\.cell) == [0, 1, nil])
        #expect(drill.strays.map(\.at) == (0..<3).map { LiveRecording.time($0) })
        #expect(drill.strays.allSatisfy { $0.remote == Specimen.server && $0.remotePort == 4000 })
    }

    @Test func aCanaryThatIsNotSentYetIsNobodysFrame() throws {
        var live = Self.live
        live.drill?.attempts[3].at += 1_000_000
        let drill = try #require(try live.recording().drill)
        #expect(drill.strays.map(\.cell) == [0, nil, nil])
    }

    @Test func ofTwoCanariesFromOnePortTheLastThatHadBegunIsMeant() throws {
        var live = Self.live
        live.drill?.cells.append(
            TrafficCell(.new, .udp, by: .root, to: Specimen.server, port: 4000))
        let earlier = LiveRecording.time(0) - 1_000_000_000
        live.drill?.attempts.append(Self.attempt(2, 1, earlier, 40_002, .sent))
        let drill = try #require(try live.recording().drill)
        #expect(drill.strays.map(\.cell) == [0, 1, nil])
    }

    /// A guest may have the port of the machine itself, and a datagram that was refused has not left.
    @Test(arguments: [
        (TrafficCell.Sender.forwarded, Attempt.Outcome.sent), (.root, .refused(1)),
    ])
    func aCanaryThatCannotBeTheFrameIsNotMeant(
        _ sender: TrafficCell.Sender, _ outcome: Attempt.Outcome
    ) throws {
        var live = Self.live
        live.drill?.cells.append(
            TrafficCell(.new, .udp, by: sender, to: Specimen.server, port: 4000))
        let at = LiveRecording.time(0)
        live.drill?.attempts[3].at = at + 500_000
        live.drill?.attempts.append(Self.attempt(2, 1, at + 1_000_000, 40_002, outcome))
        #expect(try live.recording().drill?.strays.map(\.cell) == [0, 1, nil])
        // With nobody else it may have been, it is.
        live.drill?.attempts[3].at = at + 500_000_000
        #expect(try live.recording().drill?.strays.map(\.cell) == [0, 2, nil])
    }

    /// An error has no port by which its flow would be known as a guest's.
    @Test(arguments: [0x1234, 0] as [UInt16])
    func aFrameThatCameInBeforeItLeftIsForwarded(_ identification: UInt16) throws {
        var live = Self.live
        live.others = ["wtguest0"]
        live.received = [0]
        let guest = IPAddress(v4: 0xc000_02fe)
        let places: [(UInt16, IPAddress)] = [(2, guest), (0, Specimen.address)]
        live.frames = places.map { interface, source in
            let frame = Specimen.sent.packet(
                source, Specimen.server, IPProtocol.icmp, [3, 3, 0, 0, 0, 0, 0, 0, 0x45],
                identification: identification)
            return (interface, 1, EtherType.ipv4, Array(frame.dropFirst(14)))
        }
        #expect(try live.recording().drill?.strays.map(\.isForwarded) == [true])
        live.frames.removeFirst()
        live.received = []
        #expect(try live.recording().drill?.strays.map(\.isForwarded) == [false])
    }

    @Test func aRunThatWasNoDrillHasNone() throws {
        #expect(try LiveRecording().recording().drill == nil)
    }

    @Test func canariesOfNoCellOrOutOfOrderAreRefused() throws {
        let changes: [(inout Drill) -> Void] = [
            { $0.attempts[3].cell = 2 }, { $0.attempts[2].number = 2 },
            { $0.attempts.remove(at: 0) }, { $0.attempts.reverse() }, { $0.cells = [] },
        ]
        for change in changes {
            var live = Self.live
            var drill = try #require(live.drill)
            change(&drill)
            live.drill = drill
            let error = #expect(throws: EvidenceError.self) { _ = try live.recording() }
            #expect(error?.code == .corruptRecording)
        }
    }
}
