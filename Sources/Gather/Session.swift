public import Evidence
internal import Glibc

/// A run: plays its scenario against its seats and seals a recording. Nothing is judged here.
public struct Session: Sendable {
    /// What a run needs to know before it begins.
    public struct Plan: Sendable {
        /// The version of the tool.
        public var tool: String
        /// Where the recording goes; nothing may stand there.
        public var folder: String
        /// The interfaces, in the order in which they are declared.
        public var interfaces: [Interface]
        /// The outside of the tunnel.
        public var outer: [OuterFlow]
        /// Questions that go where the routes lead: through the tunnel, if it holds.
        public var through: [Question]
        /// Questions that try to get past it.
        public var past: [Question]
        /// Questions that go where the routes lead when all others were asked: whoever answers shows
        /// that the tunnel lived to the end.
        public var closing: [Question]

        /// A plan from its parts.
        public init(
            tool: String, folder: String, interfaces: [Interface], outer: [OuterFlow],
            through: [Question], past: [Question], closing: [Question] = []
        ) {
            self.tool = tool
            self.folder = folder
            self.interfaces = interfaces
            self.outer = outer
            self.through = through
            self.past = past
            self.closing = closing
        }
    }

    /// An interface that is watched.
    public struct Interface: Sendable {
        /// The kernel's number for it.
        public var index: UInt32
        /// Its name.
        public var name: String
        /// What it is to the audited machine.
        public var role: Vantage.Role
        /// Whether it has Ethernet framing and is up, so that it can carry the heartbeat.
        public var carriesHeartbeat: Bool

        /// An interface from its parts.
        public init(index: UInt32, name: String, role: Vantage.Role, carriesHeartbeat: Bool) {
            self.index = index
            self.name = name
            self.role = role
            self.carriesHeartbeat = carriesHeartbeat
        }
    }

    /// Brings the tunnel up while it is watched, and gives the plan for it.
    public typealias Connecting = @Sendable () throws(GatherError) -> Plan

    /// How long it is watched before the tunnel is brought up, in microseconds: whoever judges what the
    /// tunnel's client does first wants a second without a packet of the tunnel's.
    private static let baseline: UInt32 = 1_500_000

    private let opening: Plan
    private let seats: Seats
    private let connecting: Connecting?

    /// A run of a plan. Without `connecting` the tunnel must be up; with it, the plan says what is watched
    /// before, and the questions are those of the plan that it gives.
    public init(_ plan: Plan, in seats: Seats, connecting: Connecting? = nil) {
        opening = plan
        self.seats = seats
        self.connecting = connecting
    }

    /// Watches, asks, and seals what was seen.
    public func run() throws(GatherError) {
        var plan = opening
        let folder = plan.folder
        var seal = try sealed { () throws(EvidenceError) in try LiveSeal(folder) }
        let sensor = try seats.sensor(seal.evidenceDescriptor)
        let from = Session.now
        let carriers = plan.interfaces.filter { $0.role == .underlay && $0.carriesHeartbeat }
        let heartbeat: any Heartbeat
        do throws(GatherError) {
            heartbeat = try seats.heartbeat(carriers.map(\.index))
        } catch {
            _ = try sensor.stop()
            throw error
        }
        let witness = seats.witness()
        var marks: [StageMark] = []
        if let connecting {
            usleep(Session.baseline)
            do throws(GatherError) {
                marks += try seats.eve()
                marks.append(StageMark(stage: .connecting, at: Session.now))
                plan = try connecting()
            } catch {
                _ = witness?.stop()
                heartbeat.stop()
                _ = try sensor.stop()
                throw error
            }
            marks.append(StageMark(stage: .connected, at: Session.now))
        }
        var answers = seats.probe(plan.through)
        answers += seats.outsiders()
        answers += seats.probe(plan.past)
        let closing = Session.now
        answers += seats.probe(plan.closing)
        let drilled = Result { () throws(GatherError) in
            try seats.drill()?.run(behind: marks)
        }
        if case .success(let drilled?) = drilled { marks += drilled.marks }
        let sockets = witness?.stop()
        // The last heartbeat comes behind it: where it is captured, all before it is as well.
        let until = Session.now
        heartbeat.stop()
        let outcome = try sensor.stop()
        seal.end()
        // What was captured is kept, whatever becomes of the rest.
        let machine = Result { () throws(GatherError) in try seats.machine() }
        for index in answers.indices { answers[index].number = index + 1 }
        try sealed { () throws(EvidenceError) in
            try seal.add(answers)
            if case .success(let facts) = machine { try seal.add(facts) }
            if let sockets { try seal.add(sockets) }
            if case .success(let drilled?) = drilled { try seal.add(drilled.drill) }
            try seal.seal(
                LiveSeal.Facts(
                    tool: plan.tool, outer: plan.outer,
                    interfaces: plan.interfaces.map {
                        LiveSeal.Interface(name: $0.name, role: $0.role)
                    },
                    marks: marks,
                    watch: LiveWatch(
                        from: from, until: until, closing: closing,
                        heartbeats: Set(carriers.map(\.name))),
                    dropped: outcome.dropped, unwritten: outcome.unwritten,
                    isComplete: outcome.isComplete && machine.isSuccess && drilled.isSuccess))
        }
        _ = try machine.get()
        _ = try drilled.get()
    }

    private func sealed<Value: ~Copyable>(
        _ body: () throws(EvidenceError) -> Value
    ) throws(GatherError) -> Value {
        do throws(EvidenceError) {
            return try body()
        } catch {
            throw GatherError(
                error.code == .unwritable ? "env.unwritable" : error.code.rawValue, error.reason)
        }
    }

    /// The present, by the clock that stamps frames, in nanoseconds since the UNIX epoch.
    public static var now: UInt64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return UInt64(clamping: time.tv_sec) &* 1_000_000_000 &+ UInt64(clamping: time.tv_nsec)
    }
}

extension Result {
    fileprivate var isSuccess: Bool { if case .success = self { true } else { false } }
}
