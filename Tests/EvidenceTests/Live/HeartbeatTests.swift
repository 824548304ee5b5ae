internal import Testing
internal import Wire

@testable internal import Evidence

/// The heartbeat proves that a live tap was alive, and nothing else does.
struct HeartbeatTests {
    private func gaps(_ run: LiveRecording) throws -> [Coverage.Gap] {
        try run.recording().coverage.gaps.filter { $0.code == "control.tap_heartbeat" }
    }

    @Test func aHeartbeatEachSecondLeavesNoGap() throws {
        #expect(try gaps(LiveRecording()).isEmpty)
        #expect(try LiveRecording().recording().count(.heartbeat) == 11)
    }

    private static let lapses: [[Double]] = [
        [0, 1, 2, 3, 4, 7, 8, 9, 10], [3, 4, 5, 6, 7, 8, 9, 10], [0, 1, 2, 3, 4, 5, 6, 7], [],
    ]

    @Test(arguments: lapses) func aTapThatWasDeadForAWhileIsAGap(beats: [Double]) throws {
        let found = try gaps(LiveRecording(beats: beats))
        #expect(found.map(\.breaks) == [.tap])
    }

    @Test func aHeartbeatThatIsALittleLateIsNoGap() throws {
        #expect(try gaps(LiveRecording(beats: [0.4, 2.3, 4.2, 6.1, 8.0, 9.9, 10.2])).isEmpty)
    }

    /// Whatever the tap had not handed over yet when it ended is lost without a count.
    @Test func aTapThatDidNotReachTheEndIsAGap() throws {
        let found = try gaps(LiveRecording(beats: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9.9]))
        #expect(found.map(\.breaks) == [.tap])
        #expect(found.first?.text.contains("last heartbeat") == true)
    }

    @Test func anUplinkThatCannotCarryItIsAGap() throws {
        #expect(try gaps(LiveRecording(isSent: false)).map(\.breaks) == [.tap])
        #expect(try gaps(LiveRecording(others: ["wwan0"])).count == 1)
    }

    /// A cooked capture tells the kind of each interface; in a live run that must not turn a second
    /// tunnel, or a modem, into ours.
    @Test func nothingIsTakenForATunnelByItsKind() throws {
        let run = LiveRecording(
            frames: [
                (
                    2, 65_534, EtherType.ipv4,
                    Array(
                        Specimen.sent.udp(
                            Specimen.address, 40_000, Specimen.server, 4000, [1, 2, 3]
                        ).dropFirst(14))
                )
            ], others: ["tun7"])
        #expect(try run.recording().strayPackets == 1)
    }
}
