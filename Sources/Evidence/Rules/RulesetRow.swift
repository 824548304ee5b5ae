internal import Wire

/// A row of `rules.jsonl`: that the rules were read, or a chain of what was read then.
struct RulesetRow: Codable {
    /// When they were read.
    var at: String
    /// A chain; the row of the reading itself has none, and stands before its chains.
    var chain: Ruleset.Chain?
    /// What could not be read.
    var unread: [String]?

    /// The file of such rows: a reading has some dozens of chains.
    static let file = RowFile<RulesetRow>(
        name: "rules.jsonl", most: 1 << 14, noun: "chain of rules")

    /// The rows as they stand in their file.
    static func bytes(of sightings: [RulesetSighting]) throws(EvidenceError) -> [UInt8] {
        try file.bytes(of: sightings.prefix(RulesetSighting.most).flatMap(rows))
    }

    /// Reads the rows of a file; throws for one that cannot be understood.
    static func sightings(
        _ bytes: [UInt8], of folder: String
    ) throws(EvidenceError) -> [RulesetSighting] {
        var sightings: [RulesetSighting] = []
        try file.read(bytes, of: folder) { $0.add(to: &sightings) ? () : nil }
        return sightings.sorted { $0.at < $1.at }
    }

    private static func rows(of sighting: RulesetSighting) -> [RulesetRow] {
        let at = Timestamp(nanoseconds: sighting.at).unixSeconds
        return [RulesetRow(at: at, unread: sighting.ruleset.unread)]
            + sighting.ruleset.chains.map { RulesetRow(at: at, chain: $0) }
    }

    /// Adds what the row tells; false if it is not understood.
    private func add(to sightings: inout [RulesetSighting]) -> Bool {
        guard let time = Timestamp(at)?.nanoseconds else { return false }
        guard let chain else {
            guard let unread, unread.count <= RulesetRow.mostUnread,
                unread.allSatisfy({ $0.utf8.count <= Ruleset.longestName }),
                sightings.count < RulesetSighting.most
            else { return false }
            sightings.append(RulesetSighting(at: time, Ruleset(unread: unread)))
            return true
        }
        guard unread == nil, let last = sightings.indices.last, sightings[last].at == time,
            chain.isBounded,
            sightings[last].ruleset.ruleCount + chain.rules.count <= Ruleset.mostRules
        else { return false }
        sightings[last].ruleset.chains.append(chain)
        return true
    }

    /// Most things that could not be read: the ruleset, and tables of older kinds.
    private static let mostUnread = 16
}

extension Ruleset {
    fileprivate var ruleCount: Int { chains.reduce(0) { $0 + $1.rules.count } }
}

extension Ruleset.Chain {
    /// Whether nothing of it is longer than what is written.
    fileprivate var isBounded: Bool {
        let names = [name, table, place?.device ?? ""] + rules.compactMap(\.target)
        return names.allSatisfy { $0.utf8.count <= Ruleset.longestName }
            && rules.allSatisfy { rule in
                rule.matches.count <= Ruleset.mostValues
                    && rule.matches.allSatisfy { match in
                        match.values.count <= Ruleset.mostValues
                            && match.values.allSatisfy { $0.utf8.count <= Ruleset.longestName }
                    }
            }
    }
}
