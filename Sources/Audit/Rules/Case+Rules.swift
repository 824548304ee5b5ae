public import Evidence

extension Case {
    /// The reason that a card gives, and what the machine's rules say where a drill read them.
    public func reason(of card: Card, for strata: [Ledger.Stratum]) -> String {
        let rules = DrilledRules(recording)?.explanation(of: Set(strata.map(\.index)))
        return [card.why, rules].compactMap(\.self).joined(separator: " ")
    }
}
