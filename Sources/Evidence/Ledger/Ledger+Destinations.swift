public import Wire

/// Where frames went.
public struct Destination: Hashable, Sendable {
    /// The far end.
    public let address: IPAddress
    /// Its port; nil where the protocol has none.
    public let port: UInt16?
    /// The upper-layer protocol number.
    public let transport: UInt8
    /// Number of frames.
    public let packets: UInt64
}

extension Ledger {
    /// Most destinations that a finding names.
    public static let mostDestinations = 100

    /// The destinations of some strata: how many there are, and the most frequent ones.
    ///
    /// Flows are taken in slices of the space of hashes, so that memory stays small however many
    /// destinations there are.
    public func destinations(of chosen: Set<Int>) -> (count: Int, worst: [Destination]) {
        guard let store else { return (0, []) }
        let flows = chosen.reduce(0) { $0 + strata[$1].flows }
        // A slice of at most about 100,000 flows keeps its table below 4 MB.
        let slices = UInt64(max(1, flows / 100_000 + 1))
        var wanted = [Bool](repeating: false, count: strata.count)
        for index in chosen { wanted[index] = true }
        var count = 0
        var worst: [Destination] = []
        for slice in 0..<slices {
            var tallies: [UInt64: (row: Int32, packets: UInt64)] = [:]
            if slices > 1 { tallies.reserveCapacity(flows / Int(slices)) }
            for (row, stratum) in store.stratumOfRow.enumerated()
            where stratum != .max && wanted[Int(stratum)] {
                let key = store.fold.flows.rows[row].key
                let hash = Ledger.destinationHash(key)
                guard slices == 1 || hash % slices == slice else { continue }
                tallies[hash, default: (Int32(truncatingIfNeeded: row), 0)].packets +=
                    UInt64(store.fold.flows.rows[row].packets)
            }
            count += tallies.count
            let best = tallies.values.sorted {
                $0.packets != $1.packets ? $0.packets > $1.packets : $0.row < $1.row
            }
            worst += best.prefix(Ledger.mostDestinations).map { entry in
                let key = store.fold.flows.rows[Int(entry.row)].key
                return Destination(
                    address: key.remote, port: key.remotePort == 0 ? nil : key.remotePort,
                    transport: key.transport, packets: entry.packets)
            }
        }
        worst.sort { $0.packets > $1.packets }
        return (count, Array(worst.prefix(Ledger.mostDestinations)))
    }

    private static func destinationHash(_ key: FlowKey) -> UInt64 {
        // Port and protocol are mixed in apart: an IPv6 sender chooses all bits of its addresses.
        FlowKey.mix(
            FlowKey.mix(key.remote.low, key.remote.high),
            UInt64(key.remotePort) << 8 | UInt64(key.transport))
    }
}
