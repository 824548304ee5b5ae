internal import Evidence
internal import Foundation
internal import Gather
internal import Synchronization
internal import Testing
internal import Wire

/// A session plays its steps in order and seals what was seen, whatever a seat does.
struct SessionTests {
    /// What happened to the seats, in order.
    final class Story: Sendable {
        private let lines = Mutex<[String]>([])
        var all: [String] { lines.withLock { $0 } }
        func tell(_ line: String) { lines.withLock { $0.append(line) } }
    }

    private struct Watcher: Sensor {
        let story: Story
        let outcome: SensorOutcome

        func stop() throws(GatherError) -> SensorOutcome {
            story.tell("sensor stops")
            return outcome
        }
    }

    private struct Pulse: Heartbeat {
        let story: Story
        func stop() { story.tell("heartbeat stops") }
    }

    private struct Onlooker: Witness {
        let story: Story

        func stop() -> [SocketSighting] {
            story.tell("witness stops")
            var one = SocketSighting(.udp, local: .unspecified, port: 68, at: 5)
            one.number = 1
            return [one]
        }
    }

    /// A tunnel that carries whatever is sent.
    private struct Carrier: CanaryStream {
        func answered(since time: UInt64) -> Set<Int> { [0] }

        func pause() {}

        func resume() {}

        func renew() {}

        func stop() -> [Attempt] {
            let now = UInt64(Date().timeIntervalSince1970 * 1e9)
            return [Attempt(cell: 0, number: 1, at: now, localPort: 9, outcome: .answered(1))]
        }
    }

    private let folder = FileManager.default.temporaryDirectory
        .appending(path: "watertight-session-\(UInt64.random(in: 0 ... .max))").path

    private func plan() -> Session.Plan {
        let target = IPAddress(v4: 0xc000_0201)
        return Session.Plan(
            tool: "0", folder: folder,
            interfaces: [
                Session.Interface(
                    index: 2, name: "eth0", role: .underlay, carriesHeartbeat: true),
                Session.Interface(
                    index: 3, name: "wg0", role: .tunnel, carriesHeartbeat: false),
            ], outer: [OuterFlow("203.0.113.10:51820,udp")].compactMap { $0 },
            through: [Question(.echo, to: target)],
            past: [Question(.echo, to: target, path: .interface("eth0"))],
            closing: [Question(.binding, to: target, port: 3478)])
    }

    private func seats(
        _ story: Story, outcome: SensorOutcome, heartbeat: GatherError? = nil,
        isWitnessed: Bool = true
    ) -> Seats {
        Seats(
            sensor: { descriptor throws(GatherError) in
                story.tell("sensor starts")
                SessionTests.write(SessionTests.evidence, to: descriptor)
                return Watcher(story: story, outcome: outcome)
            },
            heartbeat: { interfaces throws(GatherError) in
                story.tell("heartbeat on \(interfaces)")
                if let heartbeat { throw heartbeat }
                return Pulse(story: story)
            },
            probe: { questions in
                story.tell("\(questions.map(\.path)) asked")
                return questions.map {
                    Answer(.echo, $0.path, to: $0.remote, at: 5, outcome: .answered)
                }
            },
            machine: { () throws(GatherError) in
                story.tell("machine read")
                var facts = HostFacts()
                facts.forwards = [6]
                return facts
            },
            witness: {
                guard isWitnessed else { return nil }
                story.tell("witness starts")
                return Onlooker(story: story)
            })
    }

    /// A capture in which nothing was seen.
    private static var evidence: [UInt8] {
        var bytes: [UInt8] = []
        var writer = PcapngWriter()
        writer.writeSection(into: &bytes)
        for name in ["eth0", "wg0"] {
            writer.writeInterface(
                name: name, linkType: LinkType.linuxSLL2.rawValue, into: &bytes)
        }
        return bytes
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) {
        FileHandle(fileDescriptor: descriptor, closeOnDealloc: false).write(Data(bytes))
    }

    @Test func theWatchBeginsBeforeAndEndsBehindEverythingThatIsAsked() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let story = Story()
        let outcome = SensorOutcome(frames: 0, dropped: 0, isComplete: true)
        try Session(plan(), in: seats(story, outcome: outcome)).run()
        #expect(
            story.all == [
                "sensor starts", "heartbeat on [2]", "witness starts",
                "[Evidence.Answer.Path.routed] asked",
                "[Evidence.Answer.Path.interface(\"eth0\")] asked",
                "[Evidence.Answer.Path.routed] asked", "witness stops", "heartbeat stops",
                "sensor stops", "machine read",
            ])
        let recording = try RecordingFolder(folder)
        let judged = try recording.recording(under: Allowance(outer: recording.outer))
        #expect(judged.answers.map(\.number) == [1, 2, 3])
        #expect(judged.host?.forwards == [6])
        #expect(judged.sockets?.map(\.localPort) == [68])
        // Nothing was captured, not even the heartbeat: nothing may pass.
        #expect(judged.coverage.gap(breaking: .tap)?.code == "control.tap_heartbeat")
    }

    @Test func aTunnelIsBroughtUpWhileItIsWatched() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let story = Story()
        let outcome = SensorOutcome(frames: 0, dropped: 0, isComplete: true)
        let whole = plan()
        var opening = whole
        opening.interfaces.removeLast()
        (opening.outer, opening.through, opening.past, opening.closing) = ([], [], [], [])
        try Session(opening, in: seats(story, outcome: outcome)) { () throws(GatherError) in
            story.tell("connects")
            return whole
        }.run()
        #expect(
            story.all.prefix(5) == [
                "sensor starts", "heartbeat on [2]", "witness starts", "connects",
                "[Evidence.Answer.Path.routed] asked",
            ])
        let recording = try RecordingFolder(folder)
        let judged = try recording.recording(under: Allowance(outer: recording.outer))
        let marks = judged.subject.stages.marks
        #expect(marks.map(\.stage) == [.baseline, .connecting, .connected])
        #expect(judged.answers.count == 3 && recording.outer == whole.outer)
    }

    @Test func whatComesBeforeTheTunnelEndsWhenItIsUp() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let story = Story()
        let outcome = SensorOutcome(frames: 0, dropped: 0, isComplete: true)
        let whole = plan()
        let cell = TrafficCell(.new, .udp, by: .root, to: IPAddress(v4: 0xc000_0201), port: 4000)
        let run = try #require(RunLabel("0011223344556677"))
        let boot = Mutex<DrilledFault?>(nil)
        var seats = seats(story, outcome: outcome)
        seats.eve = {
            story.tell("eve")
            let watch = BootWatch(seconds: 0, proof: { .shown("not there") }, ways: { [] }).run()
            boot.withLock { $0 = watch }
            return [
                StageMark(stage: .baseline, at: 0), StageMark(stage: .faulted, at: watch.from),
            ]
        }
        seats.drill = {
            var course = DrillCourse(
                TrafficPlan(cells: [cell], rate: 20, run: run, zone: "leak.test"), of: [],
                watch: { _ in 0 }, traffic: { _ in Carrier() }, ways: { [] }, look: { { [] } })
            course.boot = boot.withLock { $0 }
            return course
        }
        try Session(whole, in: seats) { () throws(GatherError) in
            story.tell("connects")
            return whole
        }.run()
        #expect(story.all[3...4] == ["eve", "connects"])
        let recording = try RecordingFolder(folder)
        let judged = try recording.recording(under: Allowance(outer: recording.outer))
        let marks = judged.subject.stages.marks
        #expect(marks.map(\.stage) == [.baseline, .faulted, .connecting, .connected])
        let drilled = try #require(judged.drill?.faults.first)
        #expect(drilled.id == .boot && drilled.from == marks[1].at)
        #expect(drilled.until <= marks[2].at && drilled.undone == marks[3].at)
        #expect(drilled.recovered != nil)
    }

    @Test func aTunnelThatComesMeanwhileProvesNoStart() {
        let looks = Mutex(0)
        let watch = BootWatch(
            seconds: 0,
            proof: {
                let isFirst = looks.withLock { count in
                    count += 1
                    return count == 1
                }
                return isFirst ? .shown("not there") : .missing("there")
            }, ways: { [] })
        #expect(watch.run().proof == .missing("there"))
    }

    @Test func aTunnelThatDoesNotComeUpLeavesNoTapAndNoFolder() {
        let story = Story()
        let outcome = SensorOutcome(frames: 0, dropped: 0, isComplete: true)
        let session = Session(plan(), in: seats(story, outcome: outcome)) {
            () throws(GatherError) in throw GatherError("tunnel.program", "no")
        }
        #expect(throws: GatherError.self) { try session.run() }
        #expect(story.all.suffix(3) == ["witness stops", "heartbeat stops", "sensor stops"])
        #expect(!FileManager.default.fileExists(atPath: folder))
    }

    @Test func aRunWithoutAWitnessKnowsOfNoSockets() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let outcome = SensorOutcome(frames: 0, dropped: 0, isComplete: true)
        try Session(plan(), in: seats(Story(), outcome: outcome, isWitnessed: false)).run()
        let recording = try RecordingFolder(folder)
        #expect(try recording.recording(under: Allowance(outer: recording.outer)).sockets == nil)
    }

    @Test func lossAndAnEarlyEndAreSealed() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let outcome = SensorOutcome(frames: 0, dropped: 3, isComplete: false)
        try Session(plan(), in: seats(Story(), outcome: outcome)).run()
        let recording = try RecordingFolder(folder)
        let gaps = try recording.recording(under: Allowance(outer: recording.outer)).coverage.gaps
        #expect(gaps.contains { $0.code == "capture.dropped" && $0.breaks == .tap })
        #expect(gaps.contains { $0.code == "capture.truncated" && $0.breaks == .tap })
    }

    @Test func whatWasCapturedIsSealedWhateverBecomesOfTheRest() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let outcome = SensorOutcome(frames: 0, dropped: 0, isComplete: true)
        var seats = seats(Story(), outcome: outcome)
        seats.machine = { () throws(GatherError) in throw GatherError("host.refused", "no") }
        #expect(throws: GatherError.self) { try Session(plan(), in: seats).run() }
        let recording = try RecordingFolder(folder)
        let gaps = try recording.recording(under: Allowance(outer: recording.outer)).coverage.gaps
        #expect(gaps.contains { $0.code == "capture.truncated" && $0.breaks == .tap })
    }

    @Test func aHeartbeatThatCannotBeSentLeavesNoTapAndNoFolder() {
        let story = Story()
        let outcome = SensorOutcome(frames: 0, dropped: 0, isComplete: true)
        let refused = GatherError("env.cap_net_raw", "no")
        #expect(throws: GatherError.self) {
            try Session(plan(), in: seats(story, outcome: outcome, heartbeat: refused)).run()
        }
        #expect(story.all.last == "sensor stops")
        #expect(!FileManager.default.fileExists(atPath: folder))
    }

    @Test func whatStandsAlreadyIsNotReplaced() throws {
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let story = Story()
        let outcome = SensorOutcome(frames: 0, dropped: 0, isComplete: true)
        #expect(throws: GatherError.self) {
            try Session(plan(), in: seats(story, outcome: outcome)).run()
        }
        #expect(story.all.isEmpty)
    }
}
