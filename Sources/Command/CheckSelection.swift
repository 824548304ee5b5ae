internal import Audit
internal import Checks
internal import Wire

/// Which checks somebody asks for, by their ids and areas.
struct CheckSelection {
    /// The checks; nil for all.
    let asked: Set<CheckID>?

    /// Reads words, each an id, an area, or several of them between commas; throws for an unknown one.
    ///
    /// Nobody asks for all of them. `skipped` are taken away again.
    init(_ words: [String], without skipped: [String]) throws(Refusal) {
        let wanted = try CheckSelection.checks(words)
        let unwanted = try CheckSelection.checks(skipped)
        guard !words.isEmpty || !skipped.isEmpty else {
            asked = nil
            return
        }
        let all = Set(Catalogue.checks.map(\.id))
        let rest = (words.isEmpty ? all : wanted).subtracting(unwanted)
        guard !rest.isEmpty else {
            throw .usage("no check is left", try: "watertight list")
        }
        asked = rest == all ? nil : rest
    }

    /// How many there are.
    var count: Int { asked?.count ?? Catalogue.checks.count }

    /// The ids in the order of the catalogue, between commas; nil for all.
    var list: String? {
        asked.map { asked in
            Catalogue.checks.map(\.id).filter(asked.contains).map(\.name).joined(separator: ",")
        }
    }

    /// Every area and every id.
    static var names: [String] {
        let ids = Catalogue.checks.map(\.id)
        return Set(ids.map { String($0.area) }).sorted() + ids.map(\.name)
    }

    /// Whether a word is an area or an id.
    static func isKnown(_ word: String) -> Bool { names.contains(word) }

    private static func checks(_ words: [String]) throws(Refusal) -> Set<CheckID> {
        var found: Set<CheckID> = []
        for text in words {
            for word in text.split(separator: ",", omittingEmptySubsequences: false) {
                let name = String(word.drop { $0 == " " })
                let named = Catalogue.checks.map(\.id).filter {
                    $0.name == name || $0.area == name
                }
                guard !named.isEmpty else { throw unknown(name) }
                found.formUnion(named)
            }
        }
        return found
    }

    private static func unknown(_ name: String) -> Refusal {
        return .usage(
            "no check and no area is called \"\(OutsideText(name).forTerminal)\"",
            because: Suggestion.sentence(for: name, among: names),
            try: "watertight list")
    }
}
