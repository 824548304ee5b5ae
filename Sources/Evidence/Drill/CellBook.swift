internal import Glibc
internal import Wire

/// The canaries of a drill, by what their packets show.
struct CellBook {
    private let drill: Drill
    private var byEnds: [SocketBook.Ends: [Entry]] = [:]
    /// How much earlier than its log says a packet may be stamped: the clock of both is one, but the
    /// log has the time of before the call, cut to a microsecond.
    private static let slack: UInt64 = 1000

    /// A canary of some ends.
    private struct Entry {
        let at: UInt64
        let cell: Int
        /// Whether a rule refused it: a datagram that its sender is told of at once has not left.
        let isHeld: Bool
    }

    init(_ drill: Drill) {
        self.drill = drill
        for attempt in drill.attempts where attempt.localPort != 0 {
            guard drill.cells.indices.contains(attempt.cell) else { continue }
            let ends = CellBook.ends(of: attempt, in: drill.cells[attempt.cell])
            // A flow that goes on is known by its first canary.
            if byEnds[ends]?.last?.cell == attempt.cell,
                drill.cells[attempt.cell].isLasting
            {
                continue
            }
            let isHeld =
                attempt.outcome == .refused(EPERM) && ends.transport == IPProtocol.udp
                && !drill.cells[attempt.cell].isLasting
            byEnds[ends, default: []].append(
                Entry(at: attempt.at, cell: attempt.cell, isHeld: isHeld))
        }
    }

    /// The cell of the canary that a packet belongs to: of the last one that had begun by then.
    ///
    /// However late it is: a connection that nobody answers is tried again for two minutes. A guest may have
    /// the port that the machine has, so of some that fit it is one that can have left, and from there.
    func cell(of sent: SentPacket, isForwarded: Bool) -> Int? {
        let begun = byEnds[sent.ends]?.filter { $0.at <= sent.at &+ CellBook.slack } ?? []
        let fitting = begun.filter {
            !$0.isHeld && (drill.cells[$0.cell].sender == .forwarded) == isForwarded
        }
        return (fitting.isEmpty ? begun : fitting).max { $0.at < $1.at }?.cell
    }

    /// The cell of a look-up of ours by the system's own resolver, whose port nobody knows.
    func stub(for sent: SentPacket, isForwarded: Bool) -> Int? {
        guard sent.remotePort == 53 else { return nil }
        let isEarly = drill.faults.contains { $0.id == .boot && sent.at < $0.undone }
        return drill.cells.firstIndex {
            $0.carrier == .stub && ($0.version == 4) == sent.remote.isIPv4
                && ($0.sender == .forwarded) == isForwarded && $0.isEarly == isEarly
        }
    }

    private static func ends(of attempt: Attempt, in cell: TrafficCell) -> SocketBook.Ends {
        SocketBook.Ends(
            transport: cell.carrier == .tcp ? IPProtocol.tcp : IPProtocol.udp,
            localPort: attempt.localPort, remote: cell.remote, remotePort: cell.remotePort)
    }
}

extension TrafficCell {
    /// Whether one flow carries all of its canaries.
    public var isLasting: Bool { kind == .established || kind == .preconnect }
}
