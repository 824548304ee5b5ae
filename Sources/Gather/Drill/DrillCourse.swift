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
    /// What blocks the entry while a fault is injected; nil where nothing can.
    public var entryBlock: @Sendable (FaultID) -> (any Fault)? = { _ in nil }
    /// Is told what happens, as it happens.
    public var tell: @Sendable (Event) -> Void = { _ in }

    /// Something that happens in a drill.
    public enum Event: Hashable, Sendable {
        /// A fault was injected in a turn, and is watched for so many seconds.
        case injected(FaultID, Turn, seconds: Int)
        /// It could not be injected, for this reason.
        case failed(FaultID, String)
        /// It was undone, and the tunnel carries again, or does not.
        case over(FaultID, isRecovered: Bool)
    }

    /// Why a fault is injected.
    public enum Turn: Hashable, Sendable {
        /// It was asked for.
        case planned
        /// Once more with the entry blocked, because the tunnel carried again at once.
        case entryBlocked
        /// Once more behind all others, to see that what blocks is still there.
        case afterRecovery
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
    /// How long a fault may take until it is seen, in nanoseconds: on a busy machine the kernel took 3 s to
    /// take away the interface of a process that was gone.
    var slowest: UInt64 = 4_000_000_000
    /// Time between two looks, in milliseconds.
    static let rest = 20

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
        var injection = Injection(course: self, traffic: traffic)
        do throws(GatherError) {
            try demandAnswers(traffic, since: began)
            try injectAll(by: &injection)
        } catch {
            _ = traffic.stop()
            throw error
        }
        drill.faults += injection.faults
        drill.attempts = traffic.stop()
        for index in drill.faults.indices {
            drill.faults[index].recovered = recovery(
                behind: drill.faults[index].undone, in: drill.attempts)
        }
        return (drill, injection.marks)
    }

    /// Injects each fault, and once more what the client healed at once; behind all, one that takes the
    /// tunnel's own hold away comes again.
    private func injectAll(by injection: inout Injection) throws(GatherError) {
        var again: (fault: any Fault, block: (any Fault)?)?
        var isRecovered = false
        for fault in faults {
            guard let first = try injection.inject(fault, .planned) else { continue }
            let block = first.isTooShort && first.isRecovered ? entryBlock(fault.id) : nil
            let second = try block.flatMap { block throws(GatherError) in
                try injection.inject(fault, .entryBlocked, behind: block)
            }
            isRecovered = (second ?? first).isRecovered
            if again == nil, isRecovered, fault.id.takesInterface { again = (fault, block) }
        }
        if let again, isRecovered {
            _ = try injection.inject(again.fault, .afterRecovery, behind: again.block)
        }
    }

    /// Throws if the tunnel carries nothing: then no silence would mean anything.
    private func demandAnswers(_ traffic: any CanaryStream, since time: UInt64) throws(GatherError)
    {
        guard waitForAnswer(traffic, since: time) else {
            throw GatherError(
                "control.path", "No canary was answered through the tunnel before the first fault.")
        }
    }

    /// Waits until a new flow or a look-up of this machine's own is answered; false if none is in time.
    func waitForAnswer(_ traffic: any CanaryStream, since time: UInt64) -> Bool {
        for _ in 0..<(patience / DrillCourse.rest) {
            if isAnswered(traffic, since: time) { return true }
            DrillCourse.pause()
        }
        return false
    }

    /// Whether a new flow or a look-up of this machine's own was answered that was sent then or later.
    func isAnswered(_ traffic: any CanaryStream, since time: UInt64) -> Bool {
        let new = plan.cells.indices.filter {
            !plan.cells[$0].isLasting && plan.cells[$0].sender != .forwarded
        }
        return !traffic.answered(since: time).isDisjoint(with: new)
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
