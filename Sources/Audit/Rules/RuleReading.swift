public import Evidence
internal import Wire

/// What a ruleset says of packets beside a tunnel: which of them it lets out, by its rules alone.
///
/// It is asked about one packet that it should hold, and about others that differ from that one in a single
/// thing. What it lets out by that difference is its flaw. A reading makes no verdict: what was measured does
/// ([decision 32](docs/decisions/0032-rules-are-read-to-explain.md)).
public struct RuleReading: Sendable {
    /// Its flaws; what lets most out comes first.
    public let flaws: [RuleFlaw]
    /// Whether the rules of the machine could be understood well enough to answer every question.
    public let isWhole: Bool

    /// The reading of a ruleset on a machine whose tunnel has these outer flows.
    public init(_ ruleset: Ruleset, on host: HostFacts, outer: [OuterFlow]) {
        self.init(ruleset, RulePlace(host, outer: outer))
    }

    /// The reading of a ruleset for what the machine itself sends, or for what `guests` do.
    init(_ ruleset: Ruleset, _ place: RulePlace, guests: Bool = false) {
        let walk = RuleWalk(ruleset)
        var flaws: Set<RuleFlaw> = []
        var isWhole = true
        func ask(_ packets: [RulePacket]) -> RuleWalk.Fate {
            let fate = RuleReading.fate(of: packets, walk)
            if fate == .unknown { isWhole = false }
            return fate
        }
        let versions: [UInt8] = [4, 6]
        let packets = versions.map {
            guests ? place.passedOn($0, ruleset) : place.ordinary($0)
        }
        let fates = packets.map(ask)
        var held: [Int] = []
        for (index, (version, fate)) in zip(versions, fates).enumerated() {
            if fate == .held { held.append(index) }
            if fate == .leaves { flaws.insert(.version(version)) }
        }
        if flaws.count == versions.count { flaws = [.open] }
        for index in held {
            let variations = place.variations(versions[index], of: packets[index], ruleset)
            for (flaw, packets) in variations where ask(packets) == .leaves { flaws.insert(flaw) }
        }
        self.flaws = flaws.sorted { $0.rank < $1.rank }
        self.isWhole = isWhole
    }

    /// What becomes of packets of which one is enough.
    static func fate(of packets: [RulePacket], _ walk: RuleWalk) -> RuleWalk.Fate {
        let fates = packets.map(walk.fate)
        return fates.contains(.leaves) ? .leaves : fates.contains(.unknown) ? .unknown : .held
    }
}
