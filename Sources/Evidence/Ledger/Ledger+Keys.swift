internal import Wire

extension Ledger {
    /// The stratum that a flow was counted in; nil if it was not.
    func stratum(of key: FlowKey) -> Int? {
        guard let store, let row = store.fold.flows.row(of: key), row < store.stratumOfRow.count
        else { return nil }
        return Int(store.stratumOfRow[row])
    }
}

extension FlowTable {
    /// The row that counts a flow, its own or one that it shares; nil if there is none.
    func row(of key: FlowKey) -> Int? {
        if let own = find(key) { return own }
        var shared = key
        shared.refined = 0
        shared.share()
        if let row = find(shared) { return row }
        return rows[rows.count &- 1].packets > 0 ? rows.count &- 1 : nil
    }

    private func find(_ key: FlowKey) -> Int? {
        let hash = key.hash(seed)
        let tag = hash &<< 21
        var at = Int(hash &>> shift)
        // One slot at least is always empty.
        while slots[at] != 0 {
            if slots[at] & 0xffe0_0000 == tag {
                let index = Int(slots[at] & 0x1f_ffff) &- 1
                // Rows stay where the frames' own traits put them.
                var known = rows[index].key
                known.remove(.sealed)
                if known == key { return index }
            }
            at = (at &+ 1) & (slots.count &- 1)
        }
        return nil
    }

    /// The key of the one frame that was counted since the table was new or was last asked; empties
    /// the table.
    mutating func takeOnly() -> FlowKey? {
        if asked > 0 {
            defer { (asked, settled) = (0, 0) }
            return pending[0].key
        }
        guard count > 0 else { return nil }
        let key = rows[0].key
        self = FlowTable(capacity: capacity)
        return key
    }
}
