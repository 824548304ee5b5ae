internal import Wire

/// A field of a document, read as what it must be.
struct JSONField {
    let tree: JSONTree
    /// How it is reached, such as `findings[2].severity`.
    let path: String

    /// Largest number that is exact as it was read.
    private static let mostCount = 9_007_199_254_740_992.0
    /// Longest time in seconds, some 30 000 years: what the JSON writer can write.
    private static let mostSeconds = 1e12

    /// A member that is not there is nil; `null` counts as not there.
    func optional(_ key: String) throws(UnreadableReport) -> JSONField? {
        guard case .object(let members) = tree else { throw fault("is no object") }
        guard let member = members[key] else { return nil }
        if case .null = member { return nil }
        return JSONField(tree: member, path: path.isEmpty ? key : path + "." + key)
    }

    /// A member that must be there.
    func member(_ key: String) throws(UnreadableReport) -> JSONField {
        guard let member = try optional(key) else { throw fault("has no \(key)") }
        return member
    }

    func text() throws(UnreadableReport) -> OutsideText {
        guard case .string(let text) = tree else { throw fault("is no string") }
        return text
    }

    func flag() throws(UnreadableReport) -> Bool {
        guard case .bool(let flag) = tree else { throw fault("is neither true nor false") }
        return flag
    }

    /// A whole number from 0.
    func count() throws(UnreadableReport) -> Int {
        guard case .number(let number) = tree, number >= 0, number <= Self.mostCount,
            let count = Int(exactly: number)
        else { throw fault("is no count") }
        return count
    }

    func number() throws(UnreadableReport) -> Double {
        guard case .number(let number) = tree, number.magnitude <= Self.mostSeconds else {
            throw fault("is no number of seconds")
        }
        return number
    }

    func items<Item>(
        _ read: (JSONField) throws(UnreadableReport) -> Item
    ) throws(UnreadableReport) -> [Item] {
        guard case .array(let trees) = tree else { throw fault("is no array") }
        var items: [Item] = []
        items.reserveCapacity(trees.count)
        for (index, tree) in trees.enumerated() {
            items.append(try read(JSONField(tree: tree, path: "\(path)[\(index)]")))
        }
        return items
    }

    /// One of the words that an enum has.
    func word<Word: RawRepresentable>(
        of type: Word.Type = Word.self
    ) throws(UnreadableReport) -> Word where Word.RawValue == String {
        guard let word = Word(rawValue: try text().raw) else { throw fault("is an unknown word") }
        return word
    }

    private func fault(_ reason: String) -> UnreadableReport {
        UnreadableReport(reason, at: path.isEmpty ? "the document" : path)
    }
}

extension JSONField {
    func text(_ key: String) throws(UnreadableReport) -> OutsideText? { try optional(key)?.text() }
    func count(_ key: String) throws(UnreadableReport) -> Int? { try optional(key)?.count() }
    func number(_ key: String) throws(UnreadableReport) -> Double? { try optional(key)?.number() }

    func items<Item>(
        _ key: String, _ read: (JSONField) throws(UnreadableReport) -> Item
    ) throws(UnreadableReport) -> [Item] {
        try optional(key)?.items(read) ?? []
    }

    func numbers(_ key: String) throws(UnreadableReport) -> [Double] {
        try items(key) { item throws(UnreadableReport) in try item.number() }
    }

    func texts(_ key: String) throws(UnreadableReport) -> [OutsideText] {
        try items(key) { item throws(UnreadableReport) in try item.text() }
    }
}
