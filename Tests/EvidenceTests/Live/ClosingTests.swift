internal import Glibc
internal import Testing
internal import Wire

@testable internal import Evidence

/// A tunnel that was alive when a run began, and not when it ended, seals nothing.
struct ClosingTests {
    private func gaps(_ run: LiveRecording) throws -> [Coverage.Gap] {
        try run.recording().coverage.gaps
    }

    @Test func anAnswerThroughTheTunnelAtTheEndLeavesNoGap() throws {
        #expect(try gaps(LiveRecording()).isEmpty)
        let resolver = LiveRecording.answer(.dns, to: IPAddress(v4: 0x0a40_0001))
        #expect(try gaps(LiveRecording(answers: [resolver])).isEmpty)
    }

    /// Each of them looks alive by its frames, or by its answers.
    static let lost: [(String, LiveRecording)] = [
        ("nothing asked", LiveRecording(closing: nil)),
        ("nobody answers", LiveRecording(answers: [])),
        ("no answer", LiveRecording(answers: [LiveRecording.answer(.silent)])),
        ("refused", LiveRecording(answers: [LiveRecording.answer(.refused(EPERM))])),
        ("an answer from before", LiveRecording(answers: [LiveRecording.answer(at: 9.4)])),
        ("nothing received since", LiveRecording(outer: ([1, 9.6], [1.1, 9.5]))),
        ("nothing sent since", LiveRecording(outer: ([1, 9.5], [1.1, 9.7]))),
        (
            "past the tunnel",
            LiveRecording(answers: [
                Answer(
                    .udp, .interface("eth0"), to: Specimen.server, port: 4000,
                    at: LiveRecording.start + 9_600_000_000, outcome: .answered)
            ])
        ),
        (
            "a resolver on the loopback",
            LiveRecording(answers: [LiveRecording.answer(.dns, to: IPAddress(v4: 0x7f00_0035))])
        ),
        (
            "a resolver of the machine's own",
            LiveRecording(
                answers: [LiveRecording.answer(.dns, to: IPAddress(v4: 0x0a00_0301))],
                own: [IPAddress(v4: 0x0a00_0301)])
        ),
    ]

    @Test(arguments: lost) func aTunnelThatWasLostIsAGap(_ what: String, _ run: LiveRecording)
        throws
    {
        let found = try gaps(run).filter { $0.code == "control.outer_alive" }
        #expect(found.map(\.breaks) == [.tunnelAlive])
    }

    @Test func aResponderThatIsDeadIsAGapOfItsOwn() throws {
        let resolver = LiveRecording.answer(.dns, to: IPAddress(v4: 0x0a40_0001))
        for outcome in [Answer.Outcome.silent, .refused(ECONNREFUSED)] {
            let found = try gaps(LiveRecording(answers: [resolver, LiveRecording.answer(outcome)]))
            #expect(found.map(\.code) == ["control.path"])
            #expect(found.map(\.breaks) == [.responder])
        }
    }

    @Test func oneResponderSpeaksForAnotherOnlyWithoutARoute() throws {
        let other = IPAddress(high: 0x2001_0db8_0113_0000, low: 0x80)
        for (outcome, codes) in [
            (Answer.Outcome.refused(ENETUNREACH), []), (.silent, ["control.path"]),
        ] {
            let answers = [LiveRecording.answer(), LiveRecording.answer(to: other, outcome)]
            #expect(try gaps(LiveRecording(answers: answers)).map(\.code) == codes)
        }
    }

    @Test func framesWithoutRoomOnTheDiskAreAGap() throws {
        let found = try gaps(LiveRecording(unwritten: 3))
        #expect(found.map(\.code) == ["capture.disk"])
        #expect(found.map(\.breaks) == [.tap])
    }
}

extension LiveRecording {
    fileprivate static func answer(_ outcome: Answer.Outcome) -> Answer {
        answer(.udp, outcome)
    }
}
