internal import Wire

/// A sender, and how much of something it sent.
public struct SenderShare: Sendable {
    /// Who it was; of our own probes, without a number.
    public let sender: Sender
    /// How many frames.
    public let packets: UInt64
    /// The numbers of the probes that sent them, in order.
    public let probes: [Int]
}

/// Who sent what.
extension Recording {
    /// Who sent the frames of some strata, most frames first, and then who may have asked a resolver
    /// among them; nil where nobody watched the sockets.
    public func senders(of strata: Set<Int>) -> [SenderShare]? {
        guard let sockets else { return nil }
        // All of our own sockets are of the one process that recorded the run.
        let own = sockets.first(where: \.isOurs)?.process
        var counts: [Sender: UInt64] = [:]
        var probes: Set<Int> = []
        var total = Tally()
        var known: UInt64 = 0
        for index in strata.sorted() where index < ledger.strata.count {
            total.add(ledger.strata[index].tally)
            guard index < senders.count else { continue }
            for (sender, packets) in senders[index] {
                var sender = sender
                if case .probe(let number) = sender.role {
                    sender = Sender(.socket, .probe(nil), process: own)
                    if let number { probes.insert(number) }
                }
                counts[sender, default: 0] += packets
                known += packets
            }
        }
        if total.packets > known { counts[.unknown, default: 0] += total.packets - known }
        let shares = counts.map { sender, packets in
            SenderShare(
                sender: sender, packets: packets,
                probes: sender.role == .probe(nil) ? probes.sorted() : [])
        }
        let askers = Set(
            counts.keys.filter { $0.role == .resolver }.flatMap {
                clients(of: $0, sockets, from: total.first, to: total.last)
            })
        return (shares + askers.map { SenderShare(sender: $0, packets: 0, probes: []) })
            .sorted { left, right in
                left.packets == right.packets
                    ? left.sender.order.lexicographicallyPrecedes(right.sender.order)
                    : left.packets > right.packets
            }
    }

    /// Who had sockets to a resolver of this machine at some time between two.
    private func clients(
        of resolver: Sender, _ sockets: [SocketSighting], from first: UInt64, to last: UInt64
    ) -> [Sender] {
        let doors = sockets.filter {
            $0.process == resolver.process && ResolverNames.answers($0)
        }
        let everywhere = doors.contains(where: \.isWildcard)
        let addresses = Set(
            everywhere ? host?.interfaces.flatMap(\.addresses) ?? [] : doors.map(\.local))
        return sockets.filter { one in
            guard let remote = one.remote, let process = one.process else { return false }
            return one.remotePort == ResolverNames.port && process != resolver.process
                && (addresses.contains(remote) || (everywhere && remote.isLoopback))
                && one.since ?? 0 <= last && one.until ?? .max >= first
        }.map { one in
            one.isOurs
                ? Sender(.guess, .probe(nil), process: one.process)
                : Sender(.guess, .client, process: one.process, name: one.name)
        }
    }
}

extension Sender {
    /// What senders of equally many frames are ordered by.
    fileprivate var order: [String] {
        [name?.raw ?? "", process.map(String.init) ?? "", basis.rawValue, "\(role)"]
            + [controlGroup?.raw ?? ""]
    }
}
