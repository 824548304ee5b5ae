public import Evidence
public import Gather
internal import Synchronization

/// The traffic of a drill: each sender has a thread of its own, and each canary a number and a line in
/// the log.
public final class DrillTraffic: CanaryStream {
    private let logs: [CellLog]
    private let earlier: [LastingFlow]
    private let stage = TrafficStage()
    private let taken = Mutex<[Attempt]?>(nil)

    /// Starts to send.
    ///
    /// Flows that are to be opened through the tunnel are opened first, which takes two seconds at the
    /// most.
    /// - Parameters:
    ///   - plan: What is sent.
    ///   - guest: The descriptor of a network namespace behind this machine, open as long as there is
    ///     traffic; needed where a sender is forwarded.
    ///   - preconnected: The flows of the same plan that `open` opened; needed where a kind is
    ///     `preconnect`.
    ///   - attempts: What became of canaries of the same cells before, whose numbers go on.
    /// - Throws: `drill.traffic` if the plan makes no sense, or a sender cannot take its post.
    public init(
        _ plan: TrafficPlan, guest: Int32? = nil, preconnected: OpenedFlows? = nil,
        behind attempts: [Attempt] = []
    ) throws(GatherError) {
        try plan.check()
        let earlier = preconnected?.take() ?? []
        let missing = plan.cells.indices.contains { index in
            plan.cells[index].kind == .preconnect && !earlier.contains { $0.cell == index }
        }
        guard !missing else {
            throw GatherError("drill.traffic", "flows of before the tunnel were not opened")
        }
        let flows = earlier + (try OpenedFlows(plan, [.established], guest: guest)).take()
        let logs = plan.cells.indices.map { cell in
            CellLog(
                cell, most: plan.mostPerCell, behind: attempts.filter { $0.cell == cell })
        }
        self.logs = logs
        self.earlier = earlier
        let room = OpenFiles.room(for: plan)
        for sender in plan.senders {
            let post = TrafficPost(plan, sender, guest: guest)
            stage.start { stage in
                TrafficSender(plan, post, logs, flows, room: room).run(on: stage)
            }
        }
    }

    deinit { stage.end() }

    /// Opens the flows of a plan that are to be there before the tunnel is, and sends the canary 0 over
    /// each.
    ///
    /// That takes two seconds at the most. Responders close a connection over which nothing came for
    /// ten seconds.
    public static func open(
        _ plan: TrafficPlan, guest: Int32? = nil
    ) throws(GatherError) -> OpenedFlows {
        try plan.check()
        return try OpenedFlows(plan, [.preconnect], guest: guest)
    }

    /// Whether a log is full, at four million canaries in all, so that nothing more is sent in its cell.
    public var isFull: Bool { logs.contains { $0.next == nil } }

    /// Cells of which a canary that was sent at this time or later was answered.
    public func answered(since time: UInt64) -> Set<Int> {
        Set(logs.lazy.filter { $0.answered > 0 && $0.answered >= time }.map(\.cell))
    }

    /// Sends nothing until `resume`, and waits until nothing has come for 300 ms, five seconds at the most.
    public func pause() { stage.pause() }

    /// Goes on.
    public func resume() { stage.resume() }

    /// Opens connections anew that have ended, or wait for an answer for longer than 1.25 s, at their senders'
    /// posts; five seconds at the most.
    public func renew() { stage.renew() }

    /// Ends it, waits 300 ms for answers that are on their way, and tells what became of each canary, in
    /// order of cell and number.
    public func stop() -> [Attempt] {
        stage.end()
        stage.wait()
        return taken.withLock { taken in
            let attempts = taken ?? logs.flatMap { $0.take() }
            taken = attempts
            return attempts
        }
    }

    /// Ends it, and hands over its flows of before the tunnel, as they are.
    public func handOver() -> OpenedFlows {
        _ = stop()
        return OpenedFlows(earlier)
    }
}
