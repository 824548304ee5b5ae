internal import Evidence

/// The sets of a ruleset that rules call by name.
struct NamedSets {
    private struct Name: Hashable {
        let family: String
        let table: String
        let set: String
    }

    private var elements: [Name: [JSONTree]] = [:]
    /// Sets whose elements come and go by themselves say nothing of the next moment.
    private static let fleeting: Set<String> = ["dynamic", "timeout"]

    init(_ entries: [JSONTree]) {
        for set in entries.compactMap({ $0["set"] }) {
            guard let family = set["family"]?.string, let table = set["table"]?.string,
                let name = set["name"]?.string
            else { continue }
            let flags = (set["flags"]?.values ?? [set["flags"]].compactMap { $0 })
                .compactMap(\.string)
            guard NamedSets.fleeting.isDisjoint(with: flags), set["timeout"] == nil else {
                continue
            }
            elements[Name(family: family, table: table, set: name)] = set["elem"]?.values ?? []
        }
    }

    /// The elements of a set in a table; nil if it is not known what they are.
    func elements(of set: String, in table: String, _ family: Ruleset.Family) -> [JSONTree]? {
        elements[Name(family: family.rawValue, table: table, set: set)]
    }
}
