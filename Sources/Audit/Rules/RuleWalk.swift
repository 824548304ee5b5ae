internal import Evidence

/// The way of a packet through the chains of a ruleset.
///
/// Chains that are passed by themselves each decide: whatever one accepts, the next may drop, and a drop is
/// for good (nft(8), VERDICT STATEMENTS). What is not understood may end either way.
struct RuleWalk {
    /// The ruleset that is asked.
    let ruleset: Ruleset
    private let index: [Key: Int]

    private struct Key: Hashable {
        let family: Ruleset.Family
        let table: String
        let name: String
    }

    /// What becomes of a packet.
    enum Fate {
        /// It leaves.
        case leaves
        /// It is dropped.
        case held
        /// The rules are not understood well enough to tell.
        case unknown
    }

    /// How a packet's way through a chain can end.
    private struct Ends: OptionSet {
        let rawValue: Int
        static let accepted = Ends(rawValue: 1)
        static let dropped = Ends(rawValue: 2)
        /// Nothing in it has decided.
        static let returned = Ends(rawValue: 4)
        static let any: Ends = [.accepted, .dropped, .returned]
    }

    /// Most chains that a packet is in at once (NFT_JUMP_STACK_SIZE).
    private static let deepest = 16

    init(_ ruleset: Ruleset) {
        self.ruleset = ruleset
        index = Dictionary(
            ruleset.chains.indices.map { number in
                let chain = ruleset.chains[number]
                return (Key(family: chain.family, table: chain.table, name: chain.name), number)
            }, uniquingKeysWith: { first, _ in first })
    }

    /// What becomes of a packet.
    func fate(of packet: RulePacket) -> Fate {
        var seen: [Int: Ends] = [:]
        let keepsMark = !ruleset.chains.contains { chain in
            isPassed(chain, by: packet) && chain.rules.contains { $0.marks == true }
        }
        var fate = ruleset.unread.isEmpty ? Fate.leaves : .unknown
        for number in ruleset.chains.indices {
            guard let place = ruleset.chains[number].place,
                isPassed(ruleset.chains[number], by: packet)
            else { continue }
            var ends = ends(of: number, packet, keepsMark, 0, &seen)
            if ends.contains(.returned) { ends.insert(place.drops ? .dropped : .accepted) }
            // One chain that drops is enough, and none has to be asked before it.
            if !ends.contains(.dropped) { continue }
            guard ends.contains(.accepted) else { return .held }
            fate = .unknown
        }
        return fate
    }

    /// Whether a packet comes to a chain, if others send it there.
    private func isPassed(_ chain: Ruleset.Chain, by packet: RulePacket) -> Bool {
        switch chain.family {
        case .ip: guard packet.version == 4 else { return false }
        case .ip6: guard packet.version == 6 else { return false }
        case .inet, .netdev: break
        }
        guard let place = chain.place else { return true }
        // Only the first packet of a flow comes to those.
        if place.kind == .nat, packet.state == "established" { return false }
        return switch place.hook {
        case .output: !packet.isForwarded
        case .prerouting, .forward: packet.isForwarded
        case .postrouting: true
        case .egress: place.device == packet.link
        }
    }

    private func ends(
        of number: Int, _ packet: RulePacket, _ keepsMark: Bool, _ depth: Int,
        _ seen: inout [Int: Ends]
    ) -> Ends {
        guard depth < RuleWalk.deepest else { return .any }
        if let known = seen[number] { return known }
        // Whoever comes back to a chain that is not through yet goes in circles, which no kernel lets be.
        seen[number] = .any
        let chain = ruleset.chains[number]
        var ends: Ends = []
        for rule in chain.rules {
            let truth = rule.matches(packet, keepsMark: keepsMark)
            guard truth != .no else { continue }
            let (decided, goesOn) = self.ends(
                of: rule, in: chain, packet, keepsMark, depth, &seen)
            ends.formUnion(decided)
            if truth == .yes, !goesOn {
                seen[number] = ends
                return ends
            }
        }
        ends.insert(.returned)
        seen[number] = ends
        return ends
    }

    /// How a chain can end by a rule that matches, and whether the next rule may be asked as well.
    private func ends(
        of rule: Ruleset.Rule, in chain: Ruleset.Chain, _ packet: RulePacket, _ keepsMark: Bool,
        _ depth: Int, _ seen: inout [Int: Ends]
    ) -> (Ends, goesOn: Bool) {
        switch rule.verdict {
        case .accept: return (.accepted, false)
        case .drop: return (.dropped, false)
        case .return: return (.returned, false)
        case .next: return ([], true)
        case .unknown: return (.any, true)
        case .jump, .goto:
            let key = Key(family: chain.family, table: chain.table, name: rule.target ?? "")
            guard let number = index[key] else { return (.any, true) }
            let ends = ends(of: number, packet, keepsMark, depth + 1, &seen)
            guard rule.verdict == .jump else { return (ends, false) }
            return (ends.subtracting(.returned), ends.contains(.returned))
        }
    }
}
