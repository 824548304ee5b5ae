internal import Evidence
internal import Synchronization
internal import Testing
internal import Wire

@testable internal import Gather

/// The course of a drill, on seats that only log what is asked of them.
struct DrillCourseTests {
    @Test func eachFaultIsInjectedWatchedAndUndoneBeforeTheNext() throws {
        let log = Log()
        let (drill, marks) = try course(
            on: log, [Disturbance(.boot, log), Disturbance(.interfaceDown, log)]
        ).run()
        #expect(
            log.lines == [
                "start", "look", "inject boot", "undo boot", "renew", "look again", "look",
                "inject interface-down", "undo interface-down", "renew", "look again",
                // What takes the interface away comes once more.
                "look", "inject interface-down", "undo interface-down", "renew", "look again",
                "stop",
            ])
        #expect(
            marks.map(\.stage) == [
                .faulted, .recovered, .faulted, .recovered, .faulted, .recovered,
            ])
        #expect(
            marks.map(\.at) == drill.faults.flatMap { [$0.from, $0.undone] })
        #expect(marks.map(\.at) == marks.map(\.at).sorted())
        for fault in drill.faults {
            #expect(fault.from <= fault.at && fault.at <= fault.until)
            #expect(fault.until <= fault.undone)
            #expect(fault.proof == .shown("seen"))
            #expect(fault.ways == [DrillCourseTests.way])
            #expect(fault.changes == ["something differs"])
        }
        #expect(drill.faults.map(\.id) == [.boot, .interfaceDown, .interfaceDown])
        #expect(drill.faults.map(\.isAfterRecovery) == [false, false, true])
        #expect(drill.rate == 5 && drill.cells == DrillCourseTests.cells)
    }

    @Test func aFaultThatCouldNotBeInjectedIsUndone() throws {
        let log = Log()
        var broken = Disturbance(.boot, log)
        broken.refuses = true
        let course = try course(on: log, [broken, Disturbance(.interfaceDown, log)])
        let (drill, marks) = try course.run()
        #expect(marks.count == 6)
        #expect(drill.faults.map(\.id) == [.boot, .interfaceDown, .interfaceDown])
        guard case .missing = drill.faults[0].proof else {
            throw GatherError("test", "it was seen")
        }
        #expect(log.lines.prefix(4) == ["start", "look", "inject boot", "undo boot"])
        #expect(log.lines.contains("inject interface-down"))
    }

    @Test func aProofThatNeverComesIsMissing() throws {
        let log = Log()
        var unseen = Disturbance(.boot, log)
        unseen.looksBeforeProof = .max
        var course = try course(on: log, [unseen])
        course.slowest = 100_000_000
        let (drill, _) = try course.run()
        #expect(drill.faults.map(\.proof) == [.missing("not yet")])
    }

    @Test func aProofThatComesWhileItIsWatchedCounts() throws {
        let log = Log()
        var late = Disturbance(.boot, log)
        late.looksBeforeProof = 3
        let (drill, _) = try course(on: log, [late], watch: 1).run()
        #expect(drill.faults.map(\.proof) == [.shown("seen")])
    }

    @Test func aFaultIsWatchedFromWhenItIsSeen() throws {
        let log = Log()
        var late = Disturbance(.boot, log)
        // 20 ms each.
        late.looksBeforeProof = 50
        let (drill, _) = try course(on: log, [late], watch: 1).run()
        #expect(drill.faults.map(\.proof) == [.shown("seen")])
        for fault in drill.faults { #expect(fault.until - fault.at > 1_800_000_000) }
    }

    @Test(arguments: [Set<Int>(), [1], [2], [1, 2]])
    func whereNoNewFlowIsAnsweredNoFaultIsInjected(_ answered: Set<Int>) throws {
        let log = Log()
        var course = try course(on: log, [Disturbance(.boot, log)], answered: answered)
        course.patience = 60
        let error = #expect(throws: GatherError.self) { _ = try course.run() }
        #expect(error?.code == "control.path")
        #expect(log.lines == ["start", "stop"])
    }

    @Test func theTunnelIsBackWithTheFirstAnswerToWhatWasSentBehindTheFault() throws {
        let later: UInt64 = 1 << 62
        func attempt(_ at: UInt64, _ outcome: Attempt.Outcome) -> Attempt {
            Attempt(cell: 0, number: 1, at: at, localPort: 1, outcome: outcome)
        }
        let early = [
            attempt(1, .answered(.max)), attempt(later, .sent), attempt(later, .refused(1)),
        ]
        for (attempts, recovered) in [
            (early, nil),
            (
                early + [attempt(later + 9, .answered(7)), attempt(later, .answered(5))],
                later + 5000
            ),
        ] {
            let log = Log()
            let (drill, _) = try course(on: log, [Disturbance(.boot, log)], logs: attempts).run()
            #expect(drill.attempts == attempts)
            #expect(drill.faults.map(\.recovered) == [recovered])
        }
    }

    @Test func aTunnelThatCarriesAgainAtOnceIsDrilledWithItsEntryBlocked() throws {
        let log = Log()
        var course = try course(on: log, [Disturbance(.interfaceDown, log)], watch: 1)
        course.entryBlock = { _ in Disturbance(.entrySilent, log) }
        let (drill, marks) = try course.run()
        let blocked = [
            "look", "inject entry-silent", "inject interface-down", "undo interface-down",
            "undo entry-silent", "renew", "look again",
        ]
        #expect(
            log.lines
                == [
                    "start", "look", "inject interface-down", "undo interface-down", "renew",
                    "look again",
                ] + blocked + blocked + ["stop"])
        #expect(drill.faults.map(\.id) == [.interfaceDown, .interfaceDown, .interfaceDown])
        #expect(drill.faults.map(\.isEntryBlocked) == [false, true, true])
        #expect(drill.faults.map(\.isAfterRecovery) == [false, false, true])
        #expect(marks.count == 6)
    }

    @Test func theEntryIsBlockedBeforeTheFaultComes() throws {
        let log = Log()
        var block = Disturbance(.entrySilent, log)
        block.looksBeforeProof = 3
        let awaited = AwaitedFault(fault: block)
        try awaited.inject()
        // The next look is the fifth.
        #expect(awaited.proof() == .shown("seen"))
        block.looksBeforeProof = 4
        #expect(block.proof() == .shown("seen"))
    }

    @Test(arguments: [FaultID.uplinkFlap, .serverSwitch, .dnsOutage])
    func aFaultThatDoesNotCutTheTunnelIsNeverTooShort(_ id: FaultID) throws {
        let log = Log()
        var course = try course(on: log, [Disturbance(id, log)], watch: 1)
        course.entryBlock = { _ in Disturbance(.entrySilent, log) }
        #expect(try course.run().drill.faults.map(\.isEntryBlocked) == [false])
    }

    @Test func whatIsAnsweredPastTheTunnelIsNoSignThatItCarries() throws {
        let log = Log()
        var course = try course(on: log, [Disturbance(.interfaceDeleted, log)], watch: 1)
        course.entryBlock = { _ in Disturbance(.entrySilent, log) }
        let looks = Mutex(0)
        course.ways = {
            let isUnder = looks.withLock { looks in
                looks += 1
                return looks.isMultiple(of: 2)
            }
            return [
                DrilledFault.Way(version: 4, sender: .root, interface: isUnder ? "eth0" : "wg0")
            ]
        }
        #expect(try course.run().drill.faults.map(\.isEntryBlocked) == [false, false])
    }

    @Test func anOutageOfMoreThanASecondIsLongEnough() {
        let second: UInt64 = 1_000_000_000
        var outage = OutageWatch(from: 10 * second)
        #expect(!outage.isTooShort(until: 10 * second))
        outage.answered(at: 10 * second + second / 2)
        #expect(outage.isTooShort(until: 11 * second))
        // Answered late, or for a moment only.
        #expect(!outage.isTooShort(until: 13 * second))
        outage.answered(at: 13 * second)
        #expect(!outage.isTooShort(until: 13 * second))
    }

    @Test func ofFaultsThatComeTogetherTheLastIsUndoneFirst() throws {
        let log = Log()
        var unseen = Disturbance(.interfaceDown, log)
        let parts: [any Fault] = [unseen, Disturbance(.newUplink, log)]
        let compound = CompoundFault(.newUplink, of: parts)
        try compound.inject()
        #expect(compound.proof() == .shown("seen, seen"))
        try compound.undo()
        #expect(
            log.lines == [
                "inject interface-down", "inject new-uplink", "undo new-uplink",
                "undo interface-down",
            ])
        unseen.looksBeforeProof = .max
        let half = CompoundFault(.newUplink, of: [Disturbance(.newUplink, log), unseen])
        #expect(half.proof() == .missing("not yet"))
    }

    @Test func nothingIsSentWhileAFaultIsUndoneThatAsksForIt() throws {
        let log = Log()
        var carrying = Disturbance(.clientSIGKILL, log)
        carrying.isUndoneInSilence = true
        let fault = CompoundFault(carrying.id, of: [Disturbance(.entrySilent, log), carrying])
        let (drill, _) = try course(on: log, [fault]).run()
        #expect(
            log.lines.prefix(13) == [
                "start", "look", "inject entry-silent", "inject client-sigkill", "pause",
                "undo client-sigkill", "undo entry-silent", "resume", "pause",
                "settle client-sigkill", "resume", "renew", "look again",
            ])
        #expect(drill.faults.map(\.isAfterRecovery) == [false, true])
    }

    private static let cells = [
        TrafficCell(.new, .udp, by: .user, to: Specimen.server, port: 4000),
        TrafficCell(.established, .udp, by: .root, to: Specimen.server, port: 4000),
        TrafficCell(.new, .udp, by: .forwarded, to: Specimen.server, port: 4000),
    ]
    private static let way = DrilledFault.Way(version: 4, sender: .root, interface: "eth0")

    private func course(
        on log: Log, _ faults: [any Fault], watch: Int = 0, answered: Set<Int> = [0],
        logs attempts: [Attempt] = []
    ) throws -> DrillCourse {
        let plan = TrafficPlan(
            cells: DrillCourseTests.cells, rate: 5,
            run: try #require(RunLabel("0123456789abcdef")), zone: "leak.test")
        return DrillCourse(
            plan, of: faults, watch: { _ in watch },
            traffic: { _ in
                log.note("start")
                return Canaries(log: log, cells: answered, attempts: attempts)
            }, ways: { [DrillCourseTests.way] },
            look: {
                log.note("look")
                return {
                    log.note("look again")
                    return ["something differs"]
                }
            })
    }
}

/// What was asked of the seats, in order.
private final class Log: Sendable {
    private let noted = Mutex<[String]>([])

    var lines: [String] { noted.withLock { $0 } }

    func note(_ line: String) { noted.withLock { $0.append(line) } }
}

private struct Canaries: CanaryStream {
    let log: Log
    /// The cells that are answered.
    let cells: Set<Int>
    let attempts: [Attempt]

    func answered(since time: UInt64) -> Set<Int> { cells }

    func pause() { log.note("pause") }

    func resume() { log.note("resume") }

    func renew() { log.note("renew") }

    func stop() -> [Attempt] {
        log.note("stop")
        return attempts
    }
}

private struct Disturbance: Fault {
    let id: FaultID
    let log: Log
    var refuses = false
    var isUndoneInSilence = false
    /// How often the proof is missing before it shows.
    var looksBeforeProof = 0
    private let looks = Counter()

    init(_ id: FaultID, _ log: Log) {
        self.id = id
        self.log = log
    }

    var longestTimer: Int { 0 }

    func inject() throws(GatherError) {
        log.note("inject \(id.rawValue)")
        if refuses { throw GatherError("drill.fault", "It refuses.") }
    }

    func proof() -> DrilledFault.Proof {
        looks.next() > looksBeforeProof ? .shown("seen") : .missing("not yet")
    }

    func undo() throws(GatherError) { log.note("undo \(id.rawValue)") }

    func settle() throws(GatherError) {
        if isUndoneInSilence { log.note("settle \(id.rawValue)") }
    }

    private final class Counter: Sendable {
        private let count = Mutex(0)

        func next() -> Int {
            count.withLock {
                $0 += 1
                return $0
            }
        }
    }
}
