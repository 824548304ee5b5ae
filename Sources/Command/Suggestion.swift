/// What somebody may have meant by a word that nobody knows.
enum Suggestion {
    /// Most edits of a word that was mistyped, and fewest letters behind their area that two words
    /// must share.
    private static let (edits, shared) = (2, 4)
    /// How many names are listed where none is close.
    private static let listed = 5

    /// `did you mean "dns"?`, or the names that are nearest; empty if there are no names.
    static func sentence(for word: String, among names: [String]) -> String {
        if let likely = likely(for: word, among: names) { return "Did you mean \"\(likely)\"?" }
        let measured = names.map { (name: $0, distance: distance(word, $0)) }
        guard !names.isEmpty else { return "" }
        // Those of the same area come first.
        let area = word.prefix { $0 != "." } + "."
        let nearest = measured.sorted { left, right in
            let isFirst = left.name.hasPrefix(area)
            return isFirst == right.name.hasPrefix(area)
                ? left.distance < right.distance : isFirst
        }
        return "Nearest: " + nearest.prefix(listed).map(\.name).joined(separator: ", ") + "."
    }

    /// The name that was meant; nil if none is close.
    static func likely(for word: String, among names: [String]) -> String? {
        let typo = names.map { (name: $0, distance: distance(word, $0)) }
            .filter { $0.distance <= edits }.min { $0.distance < $1.distance }
        let area = word.lastIndex(of: ".").map { word.distance(from: word.startIndex, to: $0) + 1 }
        let start = word.prefix((area ?? 0) + shared)
        guard start.count == (area ?? 0) + shared else { return typo?.name }
        return typo?.name ?? names.first { $0.hasPrefix(start) }
    }

    /// How many letters must be added, dropped or changed to make one word of the other.
    private static func distance(_ left: String, _ right: String) -> Int {
        // A longer word is no name of ours, and takes quadratic time.
        let (left, right) = (Array(left.prefix(64)), Array(right.prefix(64)))
        var row = Array(0...right.count)
        for (index, letter) in left.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for (column, other) in right.enumerated() {
                let above = row[column + 1]
                row[column + 1] = min(
                    above + 1, row[column] + 1, diagonal + (letter == other ? 0 : 1))
                diagonal = above
            }
        }
        return row[right.count]
    }
}
