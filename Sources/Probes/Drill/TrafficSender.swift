internal import Evidence
internal import Gather
internal import Glibc
internal import Wire

/// Sends the canaries of one sender, on the calling thread, until the traffic ends.
final class TrafficSender {
    /// How long a canary waits, in nanoseconds: a SYN that is lost goes again after a second (RFC 6298,
    /// 2.1), and that one is on its way by then.
    static let patience: UInt64 = 1_250_000_000
    /// Time between two look-ups of a cell by the system's resolver at least, in nanoseconds: each has a thread
    /// of its own, and reads the resolver's settings anew.
    private static let shortestStubPeriod: UInt64 = 10_000_000
    /// Who is later than this, in nanoseconds, goes on from now: a hole that the log shows.
    private static let latest: UInt64 = 1_000_000_000
    /// How long it sleeps at least, in nanoseconds, unless it is late: at 1000 a second in each of 36 cells the
    /// next canary is due 28 microseconds later, and to look for answers before each one takes longer than to
    /// send it.
    private static let shortestSleep: UInt64 = 200_000
    /// How long it sleeps at most, in nanoseconds, so that it hears soon that the traffic ends.
    private static let longestSleep: UInt64 = 20_000_000
    /// How long answers are waited for behind the last canary, in nanoseconds: as long as to the other
    /// side of the world and back.
    private static let farewell: UInt64 = 300_000_000
    /// Longest datagram.
    private static let longest = 65_536

    /// A cell of the sender.
    private final class Lane {
        let cell: TrafficCell
        let log: CellLog
        var flow: LastingFlow?
        let stub: StubLookUps?
        /// Time between two canaries, in nanoseconds.
        let period: UInt64
        /// When the next one is due, by the clock.
        var due: UInt64

        init(
            _ cell: TrafficCell, _ log: CellLog, _ flow: LastingFlow?, each period: UInt64,
            from start: UInt64
        ) {
            self.cell = cell
            self.log = log
            self.flow = flow
            let isStub = cell.carrier == .stub
            stub = isStub ? StubLookUps(log, isIPv4: cell.remote.isIPv4) : nil
            self.period = isStub ? max(period, TrafficSender.shortestStubPeriod) : period
            due = start
        }
    }

    private let plan: TrafficPlan
    private let clock = Stopwatch()
    private let ready = ReadySockets()
    /// Why nothing can be sent; 0 if it can.
    private let refusal: Int32
    private var lanes: [Lane] = []
    private var flights: FlightDeck
    /// How often it was asked to open flows anew.
    private var renewals = 0
    private var buffer = [UInt8](repeating: 0, count: longest)

    /// A sender of these cells, which takes the calling thread to its post, and has so many canaries with a
    /// socket of their own at a time.
    init(
        _ plan: TrafficPlan, _ post: TrafficPost, _ logs: [CellLog], _ flows: [LastingFlow],
        room: Int
    ) {
        self.plan = plan
        let period = 1_000_000_000 / UInt64(max(1, plan.rate))
        let code = post.enter()
        refusal = code == 0 ? ready.fault : code
        flights = FlightDeck(room: room)
        let start = clock.nanoseconds
        for index in plan.indices(of: post.sender) {
            let flow = flows.first { $0.cell == index }
            flow?.log = logs[index]
            if let flow, flow.isOpen {
                // A flow that is not heard of has every canary unanswered, which proves nothing.
                _ = ready.add(
                    flow.descriptor, as: UInt64(lanes.count), connects: flow.isConnecting)
            }
            // The cells take turns within a period, so that canaries come one by one.
            let turn = period * UInt64(index) / UInt64(plan.cells.count)
            lanes.append(
                Lane(plan.cells[index], logs[index], flow, each: period, from: start &+ turn))
        }
    }

    /// Sends until the stage is over, and not while it is paused.
    func run(on stage: TrafficStage) {
        while !stage.isOver {
            if stage.isPaused || stage.renewals != renewals { rest(on: stage) }
            let due = sendDue()
            let now = clock.nanoseconds
            let next = due > now ? max(due, now &+ TrafficSender.shortestSleep) : now
            hear(until: min(next, now &+ TrafficSender.longestSleep))
        }
        let end = clock.nanoseconds &+ TrafficSender.farewell
        while clock.nanoseconds < end { hear(until: end) }
    }

    /// Sends nothing while the stage is paused or flows are opened anew; what is not due in the meantime is not
    /// late behind it.
    private func rest(on stage: TrafficStage) {
        let began = clock.nanoseconds
        while stage.isPaused, !stage.isOver {
            let hasCome = hear(until: clock.nanoseconds &+ TrafficSender.longestSleep)
            if hasCome { stage.hear() }
        }
        let asked = stage.renewals
        if asked != renewals {
            renew()
            stage.noteRenewals(asked - renewals)
            renewals = asked
        }
        let length = clock.nanoseconds &- began
        for lane in lanes { lane.due &+= length }
    }

    /// Opens flows through the tunnel anew that have ended or are stuck. One that does not open in time stays as it was: what
    /// opens it later may go another way.
    private func renew() {
        let ended = lanes.indices.filter { index in
            guard lanes[index].cell.kind == .established else { return false }
            guard let flow = lanes[index].flow, flow.isOpen else { return true }
            return flow.isStuck(for: TrafficSender.patience)
        }
        guard refusal == 0, !ended.isEmpty else { return }
        do throws(ProbeSocket.Refusal) {
            let flows = try OpenedFlows.open(plan, ended.map { lanes[$0].log.cell }, false)
            for (index, flow) in zip(ended, flows) where flow.isOpen && !flow.isConnecting {
                flow.log = lanes[index].log
                lanes[index].flow = flow
                _ = ready.add(flow.descriptor, as: UInt64(index), connects: false)
            }
        } catch {
            // There was no socket to be had: they stay as they were.
        }
    }

    /// Sends what is due; when the next one is.
    private func sendDue() -> UInt64 {
        let now = clock.nanoseconds
        var earliest = UInt64.max
        for lane in lanes {
            if lane.due <= now {
                send(lane)
                let next = lane.due &+ lane.period
                lane.due = next &+ TrafficSender.latest < now ? now &+ lane.period : next
            }
            earliest = min(earliest, lane.due)
        }
        return earliest
    }

    private func send(_ lane: Lane) {
        guard let number = lane.log.next else { return }
        let cell = lane.log.cell
        guard refusal == 0 else { return lane.log.add(at: Session.now, .refused(refusal)) }
        if let stub = lane.stub {
            stub.start(plan.absoluteName(cell, number), number)
        } else if lane.cell.kind == .dns {
            guard let name = plan.name(cell, number) else {
                return lane.log.add(at: Session.now, .refused(EINVAL))
            }
            let question = NameQuestion(
                name, type: lane.cell.remote.isIPv4 ? DNSType.a : DNSType.aaaa,
                at: lane.cell.remote, port: lane.cell.remotePort)
            fly(.query(question, id: .random(in: .min ... .max)), number, lane)
        } else {
            guard let canary = plan.canary(cell, number) else {
                return lane.log.add(at: Session.now, .refused(EINVAL))
            }
            if let flow = lane.flow {
                flow.send(canary, number)
            } else {
                fly(.line(canary), number, lane)
            }
        }
    }

    private func fly(_ message: Flight.Message, _ number: Int, _ lane: Lane) {
        do throws(ProbeSocket.Refusal) {
            let flight = try Flight(
                message, number, of: lane.cell, lane.log,
                until: clock.nanoseconds &+ TrafficSender.patience)
            flight.start(to: lane.cell)
            guard !flight.isOver else { return }
            let token = flights.add(flight)
            let fault = ready.add(flight.descriptor, as: token, connects: flight.isConnecting)
            if fault != 0 { flight.refuse(fault) }
        } catch {
            lane.log.add(at: Session.now, .refused(error.number))
        }
    }

    /// Takes what comes until then, or until something has come; whether it has.
    @discardableResult
    private func hear(until time: UInt64) -> Bool {
        let now = clock.nanoseconds
        let tokens = ready.wait(time > now ? Int64(clamping: time &- now) : 0)
        for token in tokens {
            if token < FlightDeck.first {
                lanes[Int(token)].flow?.goOn()
            } else if let flight = flights[token] {
                flight.goOn(by: &buffer)
                if flight.isOver { flights.end(token) }
            }
        }
        flights.end(before: now)
        return !tokens.isEmpty
    }
}
