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
    /// Where calls of the client's own went in which something was sighted, the most frequent first;
    /// none of any other sighting.
    public func destinations(of sighting: Sighting, stage: Int) -> [Destination] {
        let places = store?.fold.calls.places ?? [:]
        return places.filter { $0.key.sighting == sighting && $0.key.stage == stage }
            .map { place, packets in
                Destination(
                    address: place.remote, port: place.port == 0 ? nil : place.port,
                    transport: place.transport, packets: packets)
            }
            .sorted { left, right in
                (right.packets, left.address.description, left.port ?? 0)
                    < (left.packets, right.address.description, right.port ?? 0)
            }
    }

    /// Most destinations that a finding names.
    public static let mostDestinations = 100

    /// The destinations of some strata: how many there are, and the most frequent ones.
    public func destinations(of chosen: Set<Int>) -> (count: Int, worst: [Destination]) {
        guard let store else { return (0, []) }
        var wanted = [Bool](repeating: false, count: strata.count)
        for index in chosen { wanted[index] = true }
        let flows = chosen.reduce(0) { $0 + strata[$1].flows }
        var count = 0
        var worst = Worst()
        // Slices of the space of hashes keep the memory small however many destinations there are.
        let slices = flows / DestinationTable.mostFlows + 1
        for slice in 0..<slices {
            var table = DestinationTable(flows: min(flows, DestinationTable.mostFlows * 2))
            table.add(
                store.fold.flows.rows, of: store.stratumOfRow, wanted: wanted,
                seed: store.fold.flows.seed, slice: slice, of: slices)
            count += table.count
            table.visit { row, packets in worst.take(row, packets) }
        }
        return (
            count,
            worst.entries.map { entry in
                let key = store.fold.flows.rows[entry.row].key
                return Destination(
                    address: key.remote, port: key.remotePort == 0 ? nil : key.remotePort,
                    transport: key.transport, packets: entry.packets)
            }
        )
    }
}

/// Destinations by hash, in fixed memory.
private struct DestinationTable: ~Copyable {
    /// Flows whose destinations are taken together: 16 bytes for each, twice over, is 4 MB.
    static var mostFlows: Int { 1 << 17 }

    struct Entry: BitwiseCopyable {
        var hash: UInt64
        var row: UInt32
        var packets: UInt32
    }

    private var entries: FixedBuffer<Entry>
    private let shift: UInt64
    private(set) var count = 0

    init(flows: Int) {
        // At most half full, so that a walk is short. Slices of equal hashes may exceed their share
        // by little; four times the share leaves room.
        var capacity = 64
        while capacity < flows * 2 { capacity *= 2 }
        entries = FixedBuffer(zeroed: capacity)
        shift = UInt64(64 - capacity.trailingZeroBitCount)
    }

    /// Never 0, which stands for an empty entry; keyed, so that nobody can choose what collides.
    @inline(__always) static func hash(_ key: FlowKey, seed: UInt64) -> UInt64 {
        FlowKey.mix(
            FlowKey.mix(seed ^ key.remote.low, key.remote.high),
            UInt64(key.remotePort) &<< 8 | UInt64(key.transport)) | 1 &<< 32
    }

    /// Adds the flows of wanted strata whose destinations lie in a slice.
    mutating func add(
        _ rows: borrowing FixedBuffer<Flow>, of strata: [UInt16], wanted: [Bool], seed: UInt64,
        slice: Int, of slices: Int
    ) {
        for row in strata.indices where wanted[Int(strata[row])] {
            let flow = rows[row]
            let hash = DestinationTable.hash(flow.key, seed: seed)
            // The slice takes bits that the table's slots do not use.
            if slices == 1 || Int(truncatingIfNeeded: hash & 0xff) % slices == slice {
                add(hash, row: row, packets: flow.packets)
            }
        }
    }

    @inline(__always) private mutating func add(_ hash: UInt64, row: Int, packets: UInt32) {
        var at = Int(truncatingIfNeeded: hash &>> shift)
        while true {
            let known = entries[at]
            if known.hash == hash {
                let sum = known.packets.addingReportingOverflow(packets)
                entries[at].packets = sum.overflow ? .max : sum.partialValue
                return
            }
            if known.hash == 0 {
                guard count &+ 1 < entries.count else { return }
                entries[at] = Entry(
                    hash: hash, row: UInt32(truncatingIfNeeded: row), packets: packets)
                count &+= 1
                return
            }
            at = (at &+ 1) & (entries.count &- 1)
        }
    }

    func visit(_ take: (Int, UInt64) -> Void) {
        for at in 0..<entries.count where entries[at].hash != 0 {
            take(Int(entries[at].row), UInt64(entries[at].packets))
        }
    }
}

/// The destinations with the most frames, in order; which ones does not depend on who comes first.
private struct Worst {
    private(set) var entries: [(row: Int, packets: UInt64)] = []

    init() { entries.reserveCapacity(Ledger.mostDestinations) }

    @inline(__always) mutating func take(_ row: Int, _ packets: UInt64) {
        if entries.count == Ledger.mostDestinations, let last = entries.last {
            guard precedes((row, packets), last) else { return }
            entries.removeLast()
        }
        place(row, packets)
    }

    /// Rare: destinations come in the order of hashes, so most find better ones in place.
    @inline(never) private mutating func place(_ row: Int, _ packets: UInt64) {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if precedes(entries[middle], (row, packets)) { low = middle + 1 } else { high = middle }
        }
        entries.insert((row, packets), at: low)
    }

    /// Most packets first; equal ones in the order in which they were first seen.
    private func precedes(
        _ one: (row: Int, packets: UInt64), _ other: (row: Int, packets: UInt64)
    ) -> Bool {
        one.packets != other.packets ? one.packets > other.packets : one.row < other.row
    }
}
