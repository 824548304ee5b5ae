public import Wire

/// Everything that was counted, sealed: grows with flows, never with frames.
public struct Ledger: Sendable {
    /// Flows of one kind, in one stage, on one interface, added up: what rules look at.
    public let strata: [Stratum]

    /// Number of distinct names asked for outside the tunnel, by stage.
    public func nameCount(stage: Int) -> Int { store?.names[stage] ?? 0 }

    /// Frames that need no rule, of one kind in one stage.
    public func expected(_ kind: Expected, stage: Int) -> Tally {
        store?.fold.totals[kind, stage: stage] ?? Tally()
    }

    /// What was sighted in one stage.
    public func tally(_ sighting: Sighting, stage: Int) -> Tally {
        store?.fold.sightings.tally(sighting, stage: stage) ?? Tally()
    }

    /// The first frames of what was sighted in one stage.
    public func frames(_ sighting: Sighting, stage: Int) -> [SeenFrame] {
        store?.fold.sightings.frames(sighting, stage: stage) ?? []
    }

    /// Calls of the client's own whose handshake began and did not become whole.
    public var openCalls: Int { store?.fold.calls.open ?? 0 }

    /// What was found about each outer flow's payload, by its number.
    public var examinations: [OuterFindings] { store?.fold.examination.findings ?? [] }

    /// Resolvers that the local network offered while the tunnel was to hold.
    public var offeredResolvers: [IPAddress] { store?.fold.network.resolvers ?? [] }

    /// Frames that were counted together with others because the table was full.
    public var sharedPackets: UInt64 { store?.fold.flows.sharedPackets ?? 0 }

    /// Frames for which there was no room even by network: only their number is known.
    public var unplacedPackets: UInt64 {
        guard let store else { return 0 }
        return UInt64(store.fold.flows.rows[store.fold.flows.rows.count - 1].packets)
    }

    /// A ledger in which nothing was counted.
    public static let empty = Ledger(strata: [], store: nil)

    /// Where the flows are; nil in an empty ledger.
    let store: LedgerStore?

    /// Flows of one kind, in one stage, on one interface.
    public struct Stratum: Sendable {
        /// Its index in the ledger.
        public let index: Int
        /// What the frames have in common.
        public let traffic: Traffic
        /// Index of the stage.
        public let stage: Int
        /// Index of the vantage.
        public let vantage: Int
        /// The flows' counts, added up.
        public internal(set) var tally: Tally
        /// Number of flows.
        public internal(set) var flows: Int
    }

    init(strata: [Stratum], store: LedgerStore?) {
        self.strata = strata
        self.store = store
    }

    /// Seals what a fold has counted; flows of `probes` get the traits of these.
    init(sealing fold: consuming Fold, probes: [Answer] = []) {
        self.init(sealing: LedgerStore(fold), probes: probes)
    }

    /// Seals what the fold in a store has counted.
    init(sealing store: LedgerStore, probes: [Answer]) {
        store.fold.settleNames()
        store.fold.relateInside()
        store.fold.relateResolvers()
        store.fold.relate(to: probes)
        self.init(addingUp: store)
    }

    /// What a fold that goes on has counted so far; it holds until the fold's next frame.
    ///
    /// The inside is not related to claims of the local network yet: those still to come count too.
    init(lookingAt store: LedgerStore) {
        store.fold.settleNames()
        self.init(addingUp: store)
    }

    private init(addingUp store: LedgerStore) {
        strata = store.addUp()
        self.store = store
    }
}

/// The fold behind a ledger. Once it is sealed nobody writes to it any more.
final class LedgerStore: @unchecked Sendable {
    var fold: Fold
    /// The stratum of each row, as an index.
    private(set) var stratumOfRow: [UInt16] = []
    private(set) var names: [Int] = []

    init(_ fold: consuming Fold) { self.fold = fold }

    /// Adds the flows up.
    fileprivate func addUp() -> [Ledger.Stratum] {
        names = (0...StageLine.mostMarks).map { fold.names.count(stage: $0) }
        let builder = fold.strata()
        stratumOfRow = builder.stratumOfRow
        return builder.strata
    }
}

extension Fold {
    /// Settles look-ups that wait, and gives flows the class of a name that spans frames.
    fileprivate mutating func settleNames() {
        flows.settle()
        refineByHellos()
    }

    /// The flows, added up.
    fileprivate mutating func strata() -> StratumBuilder {
        var builder = StratumBuilder()
        builder.stratumOfRow.reserveCapacity(flows.count)
        // The very last row is used only when all others are, and then it counts as one of them.
        for row in 0..<flows.usedRows { builder.add(flows.rows[row]) }
        return builder
    }
}

/// Adds flows up by kind, stage and interface.
fileprivate struct StratumBuilder {
    var strata: [Ledger.Stratum] = []
    var stratumOfRow: [UInt16] = []
    private var index: [UInt64: Int] = [:]
    /// Strata found lately, by the low bits of their keys: rows of a few kinds alternate.
    private var recent = [(key: UInt64, index: Int)](repeating: (.max, 0), count: 256)

    mutating func add(_ flow: Flow) {
        let key = flow.key.stratum
        let slot = Int(truncatingIfNeeded: FlowKey.mix(key, 1) & 255)
        if recent[slot].key != key { recent[slot] = (key, place(flow, key)) }
        let stratum = recent[slot].index
        strata[stratum].tally.add(flow.tally)
        strata[stratum].flows += 1
        stratumOfRow.append(UInt16(truncatingIfNeeded: stratum))
    }

    private mutating func place(_ flow: Flow, _ key: UInt64) -> Int {
        if let known = index[key] { return known }
        strata.append(
            Ledger.Stratum(
                index: strata.count, traffic: flow.traffic, stage: Int(flow.key.stage),
                vantage: Int(flow.key.interface), tally: Tally(), flows: 0))
        index[key] = strata.count - 1
        return strata.count - 1
    }
}

extension Ledger {
    /// Lengths of all frames that were counted.
    public func totalBytes(_ stages: StageLine) -> UInt64 {
        var sum = strata.reduce(UInt64(0)) { $0 &+ $1.tally.bytes }
        for stage in stages.marks.indices {
            // What is inside stands in the strata as well.
            for index in 0..<Expected.count where index != Expected.inside.index {
                sum &+= expected(Expected(index), stage: stage).bytes
            }
        }
        return sum
    }
}
