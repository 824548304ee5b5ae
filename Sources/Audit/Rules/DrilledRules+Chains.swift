internal import Evidence
internal import Wire

extension DrilledRules {
    /// Most chains that a report tells one by one.
    private static let mostChains = 32

    /// What each chain that decides lets out, as if it stood alone: whatever one drops is dropped.
    var chains: [Report.RuleChain] {
        let ruleset = undisturbed.ruleset
        return ruleset.chains.indices.filter { ruleset.chains[$0].place?.kind == .filter }
            .prefix(Self.mostChains).compactMap { chain(at: $0, of: ruleset) }
    }

    private func chain(at index: Int, of ruleset: Ruleset) -> Report.RuleChain? {
        let chain = ruleset.chains[index]
        guard let base = chain.place else { return nil }
        var alone = Ruleset(chains: ruleset.chains)
        for other in alone.chains.indices where other != index { alone.chains[other].place = nil }
        let seesOwn = ![.forward, .prerouting].contains(base.hook)
        let reading = RuleReading(alone, place, guests: !seesOwn)
        let flaws = reading.flaws.filter { flaw in
            // What does not come to a chain is not let out by it.
            if base.hook == .output, case .forwarded = flaw { return false }
            return flaw != .version(chain.family == .ip ? 6 : chain.family == .ip6 ? 4 : 0)
        }
        return Report.RuleChain(
            name: OutsideText("\(chain.family.rawValue) \(chain.table) \(chain.name)"),
            hook: base.hook.rawValue, isDropping: base.drops,
            letsOut: flaws.map { OutsideText($0.traffic) }, isUnderstood: reading.isWhole)
    }
}
