internal import Evidence
internal import Gather
internal import Glibc
internal import Synchronization

/// Flows of a drill that were opened and not used yet; whoever drops the value closes them.
public final class OpenedFlows: Sendable {
    /// How long flows are waited for, in milliseconds: a handshake of which one packet is lost takes
    /// a second (RFC 6298, 2.1) and a round trip.
    private static let patience = 2_000

    private let flows: Mutex<[LastingFlow]>

    /// Opens the flows of these kinds at their senders' posts.
    ///
    /// A flow that cannot be opened, or does not open in time, is none of the errors: each of its
    /// canaries will be refused.
    init(
        _ plan: TrafficPlan, _ kinds: [TrafficCell.Kind], guest: Int32?
    ) throws(GatherError) {
        // Traffic that was there before is traffic that a firewall has seen both ways.
        let isGreeted = kinds.contains(.preconnect)
        let parts = Crew.map(plan.senders, width: TrafficCell.Sender.allCases.count) { sender in
            Result { () throws(ProbeSocket.Refusal) in
                let code = TrafficPost(plan, sender, guest: guest).enter()
                guard code == 0 else { throw ProbeSocket.Refusal(number: code) }
                return try OpenedFlows.open(plan, plan.indices(of: sender, kinds), isGreeted)
            }
        }
        var opened: [LastingFlow] = []
        for part in parts {
            do throws(ProbeSocket.Refusal) {
                opened += try part.get()
            } catch {
                throw GatherError(
                    "drill.traffic", "a sender cannot take its post: error \(error.number)")
            }
        }
        flows = Mutex(opened)
    }

    /// Flows that carried canaries already.
    init(_ flows: [LastingFlow]) { self.flows = Mutex(flows) }

    /// Hands the flows over, once.
    func take() -> [LastingFlow] {
        flows.withLock { flows in
            defer { flows = [] }
            return flows
        }
    }

    /// Opens the flows of these cells at the post of the calling thread; throws if there is not even a socket.
    static func open(
        _ plan: TrafficPlan, _ cells: [Int], _ isGreeted: Bool
    ) throws(ProbeSocket.Refusal) -> [LastingFlow] {
        var flows: [LastingFlow] = []
        for index in cells { flows.append(try LastingFlow(index, plan.cells[index])) }
        let clock = Countdown(patience)
        wait(flows, clock) { !$0.isConnecting }
        guard isGreeted else { return flows }
        for flow in flows {
            if let canary = plan.canary(flow.cell, 0) { flow.send(canary, 0) }
        }
        wait(flows, clock) { $0.isAnswered }
        return flows
    }

    /// Waits until each flow is as it should be, or cannot be, or the time is over.
    private static func wait(
        _ flows: [LastingFlow], _ clock: Countdown, _ isReady: (LastingFlow) -> Bool
    ) {
        while !clock.isOver {
            let waiting = flows.filter { $0.isOpen && !isReady($0) }
            guard !waiting.isEmpty else { return }
            var entries = waiting.map(\.entry)
            guard unsafe poll(&entries, nfds_t(entries.count), clock.left) > 0 else { continue }
            for (flow, entry) in zip(waiting, entries) where entry.revents != 0 { flow.goOn() }
        }
    }
}
