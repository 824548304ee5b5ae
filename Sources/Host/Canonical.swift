/// The one order in which rows are told, so that two readings of the same machine are the same.
enum Canonical {
    /// The rows by rank; rows of one rank stay as the kernel gave them.
    static func ordered<Row>(_ rows: [Row], by rank: (Row) -> [UInt64]) -> [Row] {
        let ranked = rows.enumerated().map { (rank: rank($1) + [UInt64($0)], row: $1) }
        return ranked.sorted { $0.rank.lexicographicallyPrecedes($1.rank) }.map(\.row)
    }
}
