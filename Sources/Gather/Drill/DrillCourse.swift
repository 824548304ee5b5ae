public import Evidence
internal import Glibc

/// The course of a drill: keeps the traffic going while one fault after the other is injected,
/// watched and undone.
public struct DrillCourse: Sendable {
    /// What is sent.
    public var plan: TrafficPlan
    /// Starts the traffic.
    public var traffic: @Sendable (TrafficPlan) throws(GatherError) -> any CanaryStream
    /// The faults, one after the other.
    public var faults: [any Fault]
    /// How long each is watched at least, in seconds.
    public var watch: @Sendable (FaultID) -> Int
    /// Where the routes lead now.
    public var ways: @Sendable () -> [DrilledFault.Way]
    /// Looks at the machine, and gives what tells later what is set differently, a sentence each.
    public var look: @Sendable () -> @Sendable () -> [String]
    /// What was drilled before the tunnel was brought up; nil if nothing was.
    public var boot: DrilledFault?
    /// Is told what happens, as it happens.
    public var tell: @Sendable (Event) -> Void = { _ in }

    /// Something that happens in a drill.
    public enum Event: Hashable, Sendable {
        /// A fault was injected, and is watched for so many seconds.
        case injected(FaultID, seconds: Int)
        /// It could not be injected, for this reason.
        case failed(FaultID, String)
        /// It was undone, and the tunnel carries again, or does not.
        case over(FaultID, isRecovered: Bool)
    }

    /// A course from its parts.
    public init(
        _ plan: TrafficPlan, of faults: [any Fault],
        watch: @escaping @Sendable (FaultID) -> Int,
        traffic: @escaping @Sendable (TrafficPlan) throws(GatherError) -> any CanaryStream,
        ways: @escaping @Sendable () -> [DrilledFault.Way],
        look: @escaping @Sendable () -> @Sendable () -> [String]
    ) {
        self.plan = plan
        self.faults = faults
        self.watch = watch
        self.traffic = traffic
        self.ways = ways
        self.look = look
    }

    /// How long the tunnel is given to carry again, in milliseconds: WireGuard tries a handshake every
    /// 5 s (whitepaper, 6.1), and four of them may be lost.
    var patience = 20_000
    /// Looks for which the tunnel then carries undisturbed, a second: a stage without traffic would show
    /// nothing, and what a client does late is seen.
    private static let calm = 50
    /// Time between two looks, in milliseconds.
    private static let rest = 20
    /// How long the client's own timers are outlasted, in seconds.
    private static let margin = 5

    /// Drills; where stages begin stands beside what was drilled. `earlier` are those that began before.
    func run(behind earlier: [StageMark] = []) throws(GatherError) -> (
        drill: Drill, marks: [StageMark]
    ) {
        let began = Session.now
        let traffic = try self.traffic(plan)
        var drill = Drill(cells: plan.cells, rate: plan.rate)
        if var boot {
            boot.undone = earlier.last { $0.stage == .connected }?.at ?? began
            drill.faults.append(boot)
        }
        var marks: [StageMark] = []
        do throws(GatherError) {
            try demandAnswers(traffic, since: began)
            for fault in faults {
                let drilled = try drilled(fault, traffic, &marks)
                drill.faults.append(drilled)
            }
        } catch {
            _ = traffic.stop()
            throw error
        }
        drill.attempts = traffic.stop()
        for index in drill.faults.indices {
            drill.faults[index].recovered = recovery(
                behind: drill.faults[index].undone, in: drill.attempts)
        }
        return (drill, marks)
    }

    /// Throws if the tunnel carries nothing: then no silence would mean anything.
    private func demandAnswers(_ traffic: any CanaryStream, since time: UInt64) throws(GatherError)
    {
        guard waitForAnswer(traffic, since: time) else {
            throw GatherError(
                "control.path", "No canary was answered through the tunnel before the first fault.")
        }
    }

    private func drilled(
        _ fault: any Fault, _ traffic: any CanaryStream, _ marks: inout [StageMark]
    ) throws(GatherError) -> DrilledFault {
        let changes = look()
        let from = Session.now
        marks.append(StageMark(stage: .faulted, at: from))
        do throws(GatherError) {
            try fault.inject()
        } catch {
            try fault.undo()
            return notInjected(fault, from: from, because: error, &marks)
        }
        let at = Session.now
        let seconds = max(
            watch(fault.id), fault.longestTimer > 0 ? fault.longestTimer + DrillCourse.margin : 0)
        tell(.injected(fault.id, seconds: seconds))
        var proof = fault.proof()
        let end = at &+ UInt64(seconds) &* 1_000_000_000
        do throws(GatherError) {
            while try fault.goOn() || Session.now < end {
                if case .missing = proof { proof = fault.proof() }
                DrillCourse.pause()
            }
        } catch {
            try fault.undo()
            return notInjected(fault, from: from, because: error, &marks)
        }
        let ways = self.ways()
        let until = Session.now
        try fault.undo()
        let undone = Session.now
        marks.append(StageMark(stage: .recovered, at: undone))
        let isRecovered = waitForAnswer(traffic, since: undone)
        if isRecovered { for _ in 0..<DrillCourse.calm { DrillCourse.pause() } }
        tell(.over(fault.id, isRecovered: isRecovered))
        var drilled = DrilledFault(
            fault.id, from: from, at: at, until: until, undone: undone, proof: proof)
        drilled.ways = ways
        drilled.transitions = fault.transitions
        drilled.changes = changes()
        return drilled
    }

    /// A fault that could not be injected: nothing was tested, and the drill goes on.
    private func notInjected(
        _ fault: any Fault, from: UInt64, because error: GatherError, _ marks: inout [StageMark]
    ) -> DrilledFault {
        let now = Session.now
        marks.append(StageMark(stage: .recovered, at: now))
        tell(.failed(fault.id, error.reason))
        return DrilledFault(
            fault.id, from: from, at: now, until: now, undone: now, proof: .missing(error.reason))
    }

    /// Waits until a new flow or a look-up of this machine's own is answered; false if none is in time.
    private func waitForAnswer(_ traffic: any CanaryStream, since time: UInt64) -> Bool {
        let new = Set(
            plan.cells.indices.filter {
                !plan.cells[$0].isLasting && plan.cells[$0].sender != .forwarded
            })
        for _ in 0..<(patience / DrillCourse.rest) {
            if !traffic.answered(since: time).isDisjoint(with: new) { return true }
            DrillCourse.pause()
        }
        return false
    }

    /// When the first canary was answered that was sent at a time or later; nil if none was.
    private func recovery(behind time: UInt64, in attempts: [Attempt]) -> UInt64? {
        attempts.lazy.filter { $0.at >= time }.compactMap { attempt -> UInt64? in
            guard case .answered(let delay) = attempt.outcome else { return nil }
            return attempt.at &+ UInt64(delay) &* 1000
        }.min()
    }

    static func pause() { usleep(UInt32(rest) * 1000) }
}
