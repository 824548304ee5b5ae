internal import Testing
internal import Wire

@testable internal import Evidence

/// Which stage a moment belongs to.
struct StageLineTests {
    @Test func withoutMarksAllIsConnected() {
        #expect(StageLine([]).marks == [StageMark(stage: .connected, at: 0)])
    }

    @Test(arguments: [
        (Stage.baseline, Stage.baseline), (.connecting, .baseline), (.connected, .baseline),
        (.faulted, .connected), (.recovered, .connected), (.disconnected, .connected),
    ])
    func whatLiesBeforeTheFirstMarkFollowsFromIt(_ mark: Stage, _ before: Stage) {
        let line = StageLine([StageMark(stage: mark, at: 10)])
        #expect(line.marks.map(\.stage) == [before, mark])
        #expect(line.marks.map(\.at) == [0, 10])
    }

    @Test func aMarkAtTheBeginningOfTimeIsTheFirst() {
        let line = StageLine([StageMark(stage: .connected, at: 0)])
        #expect(line.marks.count == 1)
    }

    @Test func marksAreSortedByTime() {
        let line = StageLine([
            StageMark(stage: .disconnected, at: 30), StageMark(stage: .connected, at: 10),
            StageMark(stage: .faulted, at: 20),
        ])
        #expect(line.marks.map(\.stage) == [.baseline, .connected, .faulted, .disconnected])
    }

    @Test func aFrameOnTheBoundaryBelongsToTheLaterStage() {
        var folding = Folding(
            (0..<4).map { _ in
                Specimen.sent.tcp(Specimen.address, 1, Specimen.server, 443, [])
            })
        folding.marks = [StageMark(stage: .connected, at: 3_000_000)]
        let strays = folding.recording().strays
        #expect(strays.map(\.stage) == [0, 1])
        #expect(strays.map(\.tally.packets) == [2, 2])
        #expect(strays[1].tally.first == 3_000_000)
        folding.marks = [StageMark(stage: .connected, at: 3_000_001)]
        #expect(folding.recording().strays.map(\.tally.packets) == [3, 1])
    }

    @Test func twoMarksAtOneTimeLeaveTheLaterOne() {
        var folding = Folding([Specimen.sent.tcp(Specimen.address, 1, Specimen.server, 443, [])])
        folding.marks = [
            StageMark(stage: .connecting, at: 500), StageMark(stage: .connected, at: 500),
        ]
        #expect(folding.recording().strays.map(\.stage) == [2])
    }

    @Test func aFrameThatComesLateBelongsToTheStageOfItsTime() {
        var folding = Folding(
            (0..<3).map { _ in
                Specimen.sent.tcp(Specimen.address, 1, Specimen.server, 443, [])
            })
        folding.marks = [StageMark(stage: .connected, at: 3_000_000)]
        folding.times = [2_000_000, 3_000_000, 2_999_999]
        let strays = folding.recording().strays
        #expect(strays.map(\.stage) == [0, 1])
        #expect(strays.map(\.tally.packets) == [2, 1])
    }

    @Test func everyFileBeginsInTheStageOfItsFirstFrame() {
        let frame = Specimen.sent.tcp(Specimen.address, 1, Specimen.server, 443, [])
        var folding = Folding([frame], inside: [frame, frame, frame])
        folding.marks = [StageMark(stage: .connected, at: 3_000_000)]
        #expect(folding.recording().strays.map(\.stage) == [0])
    }

    @Test func protectedStagesAreThoseOfALivingTunnel() {
        #expect(Stage.allCases.filter(\.isProtected) == [.connected, .faulted, .recovered])
    }
}
