internal import Evidence

extension DrillCourse {
    /// Injects one fault after the other while the traffic goes on, and notes what became of each.
    struct Injection {
        let course: DrillCourse
        let traffic: any CanaryStream
        private(set) var faults: [DrilledFault] = []
        private(set) var marks: [StageMark] = []

        /// Looks for which the tunnel then carries undisturbed, a second: a stage without traffic would show
        /// nothing, and what a client does late is seen.
        private static let calm = 50
        /// How long the client's own timers are outlasted, in seconds.
        private static let margin = 5
        /// How long a fault is watched behind all others, in seconds: what does not block any more shows at
        /// once, and a second of outage must have passed.
        private static let glance = 3

        init(course: DrillCourse, traffic: any CanaryStream) {
            self.course = course
            self.traffic = traffic
        }

        /// How a fault ended.
        struct Outcome {
            /// Whether the tunnel carries again.
            let isRecovered: Bool
            /// Whether it carried again while the fault was there, too early to have tested anything.
            let isTooShort: Bool
        }

        /// Injects a fault in a turn, behind what blocks the entry if something does; watches under it, undoes
        /// it, and waits until the tunnel carries again. Nil if it could not be injected.
        mutating func inject(
            _ fault: any Fault, _ turn: Turn, behind block: (any Fault)? = nil
        ) throws(GatherError) -> Outcome? {
            let whole: any Fault =
                block.map { CompoundFault(fault.id, of: [AwaitedFault(fault: $0), fault]) } ?? fault
            let changes = course.look()
            let waysBefore = course.ways()
            let from = Session.now
            marks.append(StageMark(stage: .faulted, at: from))
            var drilled: DrilledFault
            var outage: OutageWatch
            do throws(GatherError) {
                try whole.inject()
                let at = Session.now
                let seconds = seconds(of: fault, turn)
                course.tell(.injected(fault.id, turn, seconds: seconds))
                (drilled, outage) = try watch(
                    whole, from: from, at: at, until: at &+ UInt64(seconds) &* 1_000_000_000)
            } catch {
                try whole.undo()
                note(notInjected(fault, from: from, because: error), turn, isBlocked: block != nil)
                return nil
            }
            drilled.ways = course.ways()
            drilled.until = Session.now
            try quietly(whole) { () throws(GatherError) in try whole.undo() }
            drilled.undone = Session.now
            marks.append(StageMark(stage: .recovered, at: drilled.undone))
            let isRecovered = course.waitForAnswer(traffic, since: drilled.undone)
            if isRecovered {
                try quietly(whole) { () throws(GatherError) in try whole.settle() }
                traffic.renew()
                for _ in 0..<Injection.calm { DrillCourse.pause() }
            }
            course.tell(.over(fault.id, isRecovered: isRecovered))
            drilled.transitions = fault.transitions
            drilled.changes = changes()
            note(drilled, turn, isBlocked: block != nil)
            // What is answered where no route leads as before is answered past the tunnel.
            let isAsBefore = waysBefore.contains {
                $0.interface != nil && drilled.ways.contains($0)
            }
            return Outcome(
                isRecovered: isRecovered,
                isTooShort: fault.id.cutsTunnel && isAsBefore
                    && outage.isTooShort(until: drilled.until))
        }

        /// Does something to a fault, in silence if it asks for that.
        private func quietly(
            _ fault: any Fault, _ body: () throws(GatherError) -> Void
        ) throws(GatherError) {
            guard fault.isUndoneInSilence else { return try body() }
            traffic.pause()
            try body()
            traffic.resume()
        }

        private func seconds(of fault: any Fault, _ turn: Turn) -> Int {
            let asked = course.watch(fault.id)
            guard turn != .afterRecovery else { return min(asked, Injection.glance) }
            let timer = fault.longestTimer
            return max(asked, timer > 0 ? timer + Injection.margin : 0)
        }

        /// Watches under a fault that was injected.
        private func watch(
            _ fault: any Fault, from: UInt64, at: UInt64, until end: UInt64
        ) throws(GatherError) -> (DrilledFault, OutageWatch) {
            var proof = fault.proof()
            var outage = OutageWatch(from: at)
            // A clock that is set meanwhile makes it neither longer nor shorter.
            let time = Stopwatch()
            // Before it is seen it may not be there yet.
            var seen: UInt64 = 0
            var shown: UInt64?
            while try fault.goOn() || time.nanoseconds < (end &- at) &+ seen {
                if case .missing = proof {
                    proof = fault.proof()
                    seen = min(time.nanoseconds, course.slowest)
                    if case .shown = proof { shown = Session.now }
                }
                if course.isAnswered(traffic, since: outage.last) {
                    outage.answered(at: Session.now)
                }
                DrillCourse.pause()
            }
            var drilled = DrilledFault(
                fault.id, from: from, at: at, until: end, undone: end, proof: proof)
            drilled.shown = shown
            return (drilled, outage)
        }

        private mutating func note(_ drilled: DrilledFault, _ turn: Turn, isBlocked: Bool) {
            var drilled = drilled
            drilled.isEntryBlocked = isBlocked
            drilled.isAfterRecovery = turn == .afterRecovery
            faults.append(drilled)
        }

        /// A fault that could not be injected: nothing was tested, and the drill goes on.
        private mutating func notInjected(
            _ fault: any Fault, from: UInt64, because error: GatherError
        ) -> DrilledFault {
            let now = Session.now
            marks.append(StageMark(stage: .recovered, at: now))
            course.tell(.failed(fault.id, error.reason))
            return DrilledFault(
                fault.id, from: from, at: now, until: now, undone: now,
                proof: .missing(error.reason))
        }
    }
}
