public import Wire

extension Ledger {
    /// Most sources that are listed: a machine has some dozens of addresses, the temporary ones of a long
    /// capture included.
    public static let mostSources = 1024

    /// The host's ends of the flows of some strata, in order; those of the first flows, where there are too
    /// many.
    public func sources(of chosen: Set<Int>) -> [IPAddress] {
        guard let store else { return [] }
        var wanted = [Bool](repeating: false, count: strata.count)
        for index in chosen { wanted[index] = true }
        var found: Set<IPAddress> = []
        var (last4, last6): (IPAddress?, IPAddress?)
        for (row, stratum) in store.stratumOfRow.enumerated() where wanted[Int(stratum)] {
            let source = store.fold.flows.rows[row].key.local
            // Most of a machine's flows have the same source as the one of their version before.
            guard source != (source.isIPv4 ? last4 : last6), found.count < Ledger.mostSources
            else { continue }
            found.insert(source)
            if source.isIPv4 { last4 = source } else { last6 = source }
        }
        return found.sorted { ($0.high, $0.low) < ($1.high, $1.low) }
    }
}
