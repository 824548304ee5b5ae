internal import CShims
internal import Evidence
internal import Gather
internal import Glibc
internal import Synchronization
internal import Wire

/// Sends the canaries of one sender, on the calling thread, until the traffic ends.
final class TrafficSender {
    /// Canaries at a time that have a socket of their own: at 20 a second, eight cells of them have 200
    /// in their time, and three senders' leave a quarter of a process's usual 1024 descriptors to
    /// everybody else. Where more are on their way, the oldest ends.
    private static let mostFlights = 256
    /// How long a canary waits, in nanoseconds: a SYN that is lost goes again after a second (RFC 6298,
    /// 2.1), and that one is on its way by then.
    private static let patience: UInt64 = 1_250_000_000
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

    /// A cell of the sender.
    private struct Lane {
        let cell: TrafficCell
        let log: CellLog
        let flow: LastingFlow?
        let stub: StubLookUps?
        var due: UInt64
    }

    private let plan: TrafficPlan
    private let period: UInt64
    private let refusal: Int32
    private var lanes: [Lane] = []
    private var flights: [Flight] = []
    private var entries: [pollfd] = []

    /// A sender of these cells, which takes the calling thread to its post.
    init(_ plan: TrafficPlan, _ post: TrafficPost, _ logs: [CellLog], _ flows: [LastingFlow]) {
        self.plan = plan
        period = 1_000_000_000 / UInt64(max(1, plan.rate))
        refusal = post.enter()
        let start = TrafficSender.now
        for index in plan.indices(of: post.sender) {
            let cell = plan.cells[index]
            let log = logs[index]
            let flow = flows.first { $0.cell == index }
            flow?.log = log
            // The cells take turns within a period, so that canaries come one by one.
            let turn = period * UInt64(index) / UInt64(plan.cells.count)
            lanes.append(
                Lane(
                    cell: cell, log: log, flow: flow,
                    stub: cell.carrier == .stub
                        ? StubLookUps(log, isIPv4: cell.remote.isIPv4) : nil,
                    due: start &+ turn))
        }
    }

    /// Sends until `isOver` tells to end.
    func run(until isOver: () -> Bool) {
        while !isOver() {
            sendDue()
            let now = TrafficSender.now
            let due = lanes.lazy.map(\.due).min() ?? .max
            let next = due > now ? max(due, now &+ TrafficSender.shortestSleep) : now
            hear(until: min(next, now &+ TrafficSender.longestSleep))
        }
        let end = TrafficSender.now &+ TrafficSender.farewell
        while TrafficSender.now < end { hear(until: end) }
    }

    private func sendDue() {
        let now = TrafficSender.now
        for at in lanes.indices where lanes[at].due <= now {
            send(lanes[at])
            let next = lanes[at].due &+ period
            lanes[at].due = next &+ TrafficSender.latest < now ? now &+ period : next
        }
    }

    private func send(_ lane: Lane) {
        guard let number = lane.log.next else { return }
        let cell = lane.log.cell
        guard refusal == 0, let canary = plan.canary(cell, number) else {
            return lane.log.add(at: Session.now, .refused(refusal == 0 ? EINVAL : refusal))
        }
        if let flow = lane.flow {
            flow.send(canary, number)
        } else if let stub = lane.stub {
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
            fly(.line(canary), number, lane)
        }
    }

    private func fly(_ message: Flight.Message, _ number: Int, _ lane: Lane) {
        if flights.count >= TrafficSender.mostFlights { flights.removeFirst() }
        do throws(ProbeSocket.Refusal) {
            let flight = try Flight(
                message, number, of: lane.cell, lane.log,
                until: TrafficSender.now &+ TrafficSender.patience)
            flight.start(to: lane.cell)
            if !flight.isOver { flights.append(flight) }
        } catch {
            lane.log.add(at: Session.now, .refused(error.number))
        }
    }

    /// Takes what comes until then, or until something has come.
    private func hear(until time: UInt64) {
        let flows = lanes.compactMap(\.flow).filter(\.isOpen)
        entries.removeAll(keepingCapacity: true)
        entries += flows.lazy.map(\.entry)
        entries += flights.lazy.map(\.entry)
        let now = TrafficSender.now
        let left = time > now ? Int64(clamping: time &- now) : 0
        if unsafe wt_poll(&entries, UInt32(clamping: entries.count), left) > 0 {
            for (at, entry) in entries.enumerated() where entry.revents != 0 {
                if at < flows.count {
                    flows[at].goOn()
                } else {
                    flights[at - flows.count].goOn()
                }
            }
        }
        flights.removeAll { $0.isOver || $0.end <= now }
    }

    private static var now: UInt64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(clamping: time.tv_sec) &* 1_000_000_000 &+ UInt64(clamping: time.tv_nsec)
    }
}
