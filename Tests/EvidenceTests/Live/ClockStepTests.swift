internal import Testing
internal import Wire

@testable internal import Evidence

/// Everything of a live run is stamped by the machine's clock. Where somebody sets it meanwhile, what
/// was seen no longer tells for how long it was watched, and that is a gap.
///
/// The kernel has one such clock for all namespaces, so no test may set it: these frames are made up.
struct ClockStepTests {
    /// The codes of the gaps that void passes of what the tap must have seen.
    private func gaps(_ run: LiveRecording) throws -> [String] {
        try run.recording().coverage.gaps.filter { $0.breaks == .tap }.map(\.code)
    }

    @Test func aClockThatGoesOnLeavesNoGap() throws {
        #expect(try gaps(LiveRecording()) == [])
    }

    /// By less than the run takes, and by much more; early, and behind the last question.
    @Test(arguments: [(9.65, -0.5), (4.5, -5), (4.5, -3600), (9.8, -0.5), (9.8, -3600)])
    func aClockThatIsSetBackIsTold(_ at: Double, _ by: Double) throws {
        #expect(try gaps(LiveRecording(clockStep: (at, by))).contains("capture.time_backwards"))
    }

    /// Nothing goes backwards then, but the heartbeat was away for that long.
    @Test(arguments: [(4.5, 3), (4.5, 3600), (9.8, 3600)] as [(Double, Double)])
    func aClockThatIsSetForwardIsTold(_ at: Double, _ by: Double) throws {
        #expect(try gaps(LiveRecording(clockStep: (at, by))) == ["control.tap_heartbeat"])
    }

    /// A leak behind the step is a leak.
    @Test(arguments: [-3600, -0.5, 3600]) func aLeakIsFoundAllTheSame(_ by: Double) throws {
        let stray = Specimen.sent.udp(Specimen.address, 40_000, Specimen.server, 4000, [1, 2, 3])
        let run = LiveRecording(
            frames: [(0, 1, EtherType.ipv4, Array(stray.dropFirst(14)))], clockStep: (4.5, by))
        #expect(try run.recording().strayPackets == 1)
    }

    /// A drill in which the clock is set while a fault is there is read like any other, and the fault ends when
    /// it began at the earliest.
    @Test(arguments: [-3600, -0.5, 3600]) func aDrillIsReadAllTheSame(_ by: Double) throws {
        var run = LiveRecording(clockStep: (4.5, by))
        // As dense as the frames of a drill.
        run.beats = (0...100).map { Double($0) / 10 }
        var fault = DrilledFault(
            .serverSwitch, from: run.shown(4), at: run.shown(4.25), until: run.shown(6),
            undone: run.shown(6.5), proof: .shown("made up"))
        fault.shown = run.shown(5)
        fault.recovered = run.shown(7)
        fault.transitions = [4.25, 4.75, 5].map(run.shown)
        run.drill = Drill(
            cells: [TrafficCell(.new, .udp, by: .root, to: Specimen.server, port: 4000)],
            attempts: [3, 4.25, 4.75, 7].enumerated().map { index, seconds in
                Attempt(
                    cell: 0, number: index + 1, at: run.shown(seconds), localPort: 0, outcome: .sent
                )
            }, faults: [fault])
        let recording = try run.recording()
        let read = try #require(recording.drill?.faults.first)
        let shown = try #require(read.shown)
        #expect(read.at == fault.at && read.at <= shown && shown <= read.until)
        #expect(read.until <= read.undone)
        #expect(recording.drill?.attempts.count == 4)
        #expect(recording.coverage.gaps.contains { $0.breaks == .tap })
    }
}
