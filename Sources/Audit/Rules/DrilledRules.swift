public import Evidence
internal import Wire

/// The rules of a drilled machine beside what was measured of them.
public struct DrilledRules: Sendable {
    let drill: Drill
    let recording: Recording
    let place: RulePlace
    private let sightings: [RulesetSighting]

    /// How long a flow may have begun before a fault and still look new, in nanoseconds: a canary is
    /// tried again after a second (RFC 6298, 2).
    private static let young: UInt64 = 2_000_000_000
    /// Most kinds of packets of a finding that are looked up.
    private static let mostPackets = 256

    /// The rules of a recording; nil where they were not read, or nothing was drilled.
    public init?(_ recording: Recording) {
        guard let drill = recording.drill, let host = recording.host, !host.rulesets.isEmpty
        else { return nil }
        self.drill = drill
        self.recording = recording
        place = RulePlace(host, outer: recording.subject.outer, cells: drill.cells)
        sightings = host.rulesets
    }

    /// The reading of the rules as they were before the first fault with a tunnel.
    public var reading: RuleReading { RuleReading(undisturbed.ruleset, place) }

    /// The rules as they were before the first fault with a tunnel.
    var undisturbed: RulesetSighting {
        let from = drill.faults.first { $0.id != .boot }?.from ?? .max
        return sightings.last { $0.at < from } ?? sightings[0]
    }

    /// Flaws by their names that some packet left by, as the rules were then.
    public var measured: Set<String> {
        guard let reading = DrillReading(recording) else { return [] }
        return Set(
            drill.faults.indices.flatMap { fault in
                outcome(of: Array(reading.strays(under: fault)), under: fault).flaws.map(\.id)
            })
    }

    /// What the rules say of frames that left under a fault, one sentence or two.
    public func explanation(of strays: [StrayFrame], under fault: Int) -> String? {
        explanation(outcome(of: strays, under: fault))
    }

    /// What the rules say of traffic of the ledger that left under faults, one sentence or two.
    public func explanation(of strata: Set<Int>) -> String? {
        let outcomes = drill.faults.indices.map { fault in
            let (from, end) = (drill.faults[fault].from, DrillReading.end(of: fault, in: drill))
            return outcome(
                of: drill.strays.filter {
                    strata.contains($0.stratum) && from <= $0.at && $0.at < end
                }, under: fault)
        }
        return explanation(outcomes.reduce(Outcome()) { $0.joined(with: $1) })
    }

    private func explanation(_ outcome: Outcome) -> String? {
        let flaws = outcome.flaws.sorted { $0.rank < $1.rank }.prefix(2).map(\.predicate)
        let some = outcome.isHeld ? " They do not explain all of it." : ""
        if !flaws.isEmpty {
            let words = flaws.joined(separator: ", and they ")
            return outcome.haveChanged
                ? "The machine's rules had changed by then: they \(words).\(some)"
                : "The machine's rules say the same: they \(words).\(some)"
        }
        if outcome.isHeld {
            return
                "The machine's rules hold this, so they do not explain it: for a moment they may "
                + "have been other ones."
        }
        return outcome.isUnknown
            ? "The machine's rules are not understood whole, so they do not tell why." : nil
    }

    /// What rules say of frames that left.
    struct Outcome {
        var flaws: Set<RuleFlaw> = []
        /// Whether rules hold some of them.
        var isHeld = false
        /// Whether rules are not understood for some of them.
        var isUnknown = false
        /// Whether the rules before the fault held some of what these let out.
        var haveChanged = false

        /// What rules say of these frames and of others.
        func joined(with other: Outcome) -> Outcome {
            Outcome(
                flaws: flaws.union(other.flaws), isHeld: isHeld || other.isHeld,
                isUnknown: isUnknown || other.isUnknown,
                haveChanged: haveChanged || other.haveChanged)
        }
    }

    /// What the rules say of frames that left under a fault.
    func outcome(of strays: [StrayFrame], under fault: Int) -> Outcome {
        let drilled = drill.faults[fault]
        guard let now = sightings.last(where: { $0.at <= drilled.undone }) else { return Outcome() }
        let walk = RuleWalk(now.ruleset)
        let before = undisturbed.at < drilled.from ? RuleWalk(undisturbed.ruleset) : nil
        var outcome = Outcome()
        for candidates in packets(of: strays, under: drilled) {
            let fates = candidates.map { (packet: $0, fate: walk.fate(of: $0)) }
            if let left = fates.first(where: { $0.fate == .leaves })?.packet {
                outcome.flaws.formUnion(place.flaws(of: left, walk))
                if before?.fate(of: left) == .held { outcome.haveChanged = true }
            } else if fates.contains(where: { $0.fate == .unknown }) {
                outcome.isUnknown = true
            } else {
                outcome.isHeld = true
            }
        }
        return outcome
    }

    /// What is told apart of a stray frame.
    private struct Kind: Hashable {
        let stratum: Int
        let cell: Int?
        let remote: IPAddress
        let port: UInt16
        let isYoung: Bool
        let isForwarded: Bool
    }

    /// The packets that stray frames were, each kind once, as what they may have been.
    private func packets(
        of strays: [StrayFrame], under fault: DrilledFault
    ) -> [[RulePacket]] {
        var kinds: Set<Kind> = []
        for stray in strays where kinds.count < DrilledRules.mostPackets {
            kinds.insert(
                Kind(
                    stratum: stray.stratum, cell: stray.cell, remote: stray.remote,
                    port: stray.remotePort, isYoung: stray.at < fault.at &+ DrilledRules.young,
                    isForwarded: stray.isForwarded))
        }
        return kinds.map(packets)
    }

    private func packets(of kind: Kind) -> [RulePacket] {
        let stratum = recording.ledger.strata[kind.stratum]
        let traffic = stratum.traffic
        let cell = kind.cell.map { drill.cells[$0] }
        let version: UInt8 = kind.remote.isIPv4 ? 4 : 6
        let link = recording.subject.vantages[stratum.vantage].name?.raw
        let isForwarded =
            kind.isForwarded || cell?.sender == .forwarded || traffic.traits.contains(.forwarded)
        var packet = RulePacket(
            version: version, link: link, isForwarded: isForwarded,
            source: place.source(version, on: link), destination: kind.remote,
            transport: traffic.transport, port: kind.port)
        if traffic.traits.contains(.innerSource) {
            packet.source = place.inner.first { $0.isIPv4 == (version == 4) }
        } else if isForwarded {
            packet.source = nil
        }
        switch cell?.sender {
        case .root: packet.user = 0
        case .user: packet.user = RulePlace.user
        case .forwarded: packet.user = nil
        case nil: packet.mark = nil
        }
        let states =
            cell?.isLasting == true
            ? ["established"]
            : cell == nil || kind.isYoung ? ["new", "established"] : ["new"]
        return states.map { state in
            var packet = packet
            packet.state = state
            return packet
        }
    }
}

extension RulePlace {
    /// By what rules let a packet out that leaves: each thing without which it would not.
    func flaws(of packet: RulePacket, _ walk: RuleWalk) -> Set<RuleFlaw> {
        let version = packet.version
        let ordinary = ordinary(version)
        guard RuleReading.fate(of: ordinary, walk) != .leaves else {
            let other = RuleReading.fate(of: self.ordinary(version == 4 ? 6 : 4), walk)
            return [other == .leaves ? .open : .version(version)]
        }
        guard let usual = ordinary.first else { return [] }
        var changes: [(RuleFlaw, RulePacket)] = []
        func without(_ flaw: RuleFlaw, _ change: (inout RulePacket) -> Void) {
            var packet = packet
            change(&packet)
            changes.append((flaw, packet))
        }
        if packet.state != usual.state { without(.established) { $0.state = usual.state } }
        if packet.port == 53 { without(.lookups) { $0.port = usual.port } }
        if packet.isForwarded {
            without(.forwarded(walk.ruleset.forwardChains)) {
                $0.isForwarded = false
                $0.source = usual.source
                $0.user = usual.user
            }
        }
        if !links.contains(where: { $0.name == packet.link }) {
            without(.link(walk.ruleset.names(.oif, of: ordinary))) { $0.link = usual.link }
        }
        if !packet.isForwarded,
            packet.source != source(version, on: packet.link) || packet.source == nil
        {
            without(.source(walk.ruleset.names(.source, of: ordinary))) { $0.source = usual.source }
        }
        if entries.contains(packet.destination) {
            without(.endpoint(packet.destination)) { $0.destination = usual.destination }
        }
        if packet.user != usual.user, let user = packet.user, !packet.isForwarded {
            without(.user(user)) { $0.user = usual.user }
        }
        let needed = changes.filter { walk.fate(of: $0.1) != .leaves }
        return Set((needed.isEmpty ? changes : needed).map(\.0))
    }
}
