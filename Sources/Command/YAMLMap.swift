internal import Wire
internal import Yams

/// A map of a YAML file, from which each key is taken once; what is left over is a mistake.
struct YAMLMap {
    private var pairs: [(key: String, node: Node, mark: Mark?)] = []
    /// Where the values that were taken stand.
    private var marks: [String: Mark] = [:]
    /// Every key that was asked for.
    private var known: [String] = []
    private let name: String
    private let file: YAMLFile

    init(_ node: Node, _ name: String, _ file: YAMLFile) throws(Refusal) {
        self.name = name
        self.file = file
        guard case .mapping(let mapping) = node else {
            throw file.purpose.mistake("\(YAMLMap.place(file, node.mark)): \(name) is not a map")
        }
        for (key, value) in mapping {
            guard let text = key.scalar?.string else {
                throw file.purpose.mistake("\(YAMLMap.place(file, key.mark)): a key is not a word")
            }
            pairs.append((text, value, key.mark))
        }
    }

    /// Takes the value of a key; nil if the map has none.
    mutating func take(_ key: String) -> Node? {
        known.append(key)
        guard let index = pairs.firstIndex(where: { $0.key == key }) else { return nil }
        let node = pairs.remove(at: index).node
        marks[key] = node.mark
        return node
    }

    /// The word under a key, as it is spelt: `NO` is a word and never false.
    mutating func word(_ key: String) throws(Refusal) -> String? {
        guard let node = take(key) else { return nil }
        guard let scalar = node.scalar else {
            throw fault(node.mark, "\(key) is not a single value")
        }
        return scalar.string
    }

    /// The word under a key that must be there.
    mutating func needed(_ key: String) throws(Refusal) -> String {
        guard let text = try word(key), !text.isEmpty else {
            throw file.purpose.mistake(
                "\(file.path): an entry of \(name) lacks \"\(key)\"", "It is required.")
        }
        return text
    }

    /// The day under a key that must be there, as `2026-11-22`.
    mutating func day(_ key: String) throws(Refusal) -> String {
        let text = try needed(key)
        guard text.count == 10, Timestamp("\(text)T00:00:00Z") != nil else {
            throw wrong(key, text)
        }
        return text
    }

    /// The truth under a key.
    mutating func flag(_ key: String) throws(Refusal) -> Bool? {
        guard let text = try word(key) else { return nil }
        switch text {
        case "true": return true
        case "false": return false
        default: throw wrong(key, text)
        }
    }

    /// The nodes of the list under a key; none if there is no list.
    mutating func list(_ key: String) throws(Refusal) -> [Node] {
        guard let node = take(key) else { return [] }
        guard case .sequence(let sequence) = node else {
            throw fault(node.mark, "\(key) is not a list")
        }
        return Array(sequence)
    }

    /// The words of the list under a key.
    mutating func words(_ key: String) throws(Refusal) -> [String] {
        try list(key).map { node throws(Refusal) in
            guard let text = node.scalar?.string else {
                throw fault(node.mark, "\(key) holds no word")
            }
            return text
        }
    }

    /// The word under a key, or the words of a list.
    mutating func oneOrMore(_ key: String) throws(Refusal) -> [String] {
        guard let node = take(key) else { return [] }
        if let word = node.scalar?.string { return [word] }
        guard case .sequence(let sequence) = node else {
            throw fault(node.mark, "\(key) is neither a word nor a list")
        }
        return try sequence.map { node throws(Refusal) in
            guard let text = node.scalar?.string else {
                throw fault(node.mark, "\(key) holds no word")
            }
            return text
        }
    }

    /// The meaning of a word; throws if it has none.
    func choice<Value>(_ text: String, _ value: Value?, _ key: String) throws(Refusal) -> Value {
        guard let value else { throw wrong(key, text) }
        return value
    }

    /// The error of a value that means nothing.
    func wrong(_ key: String, _ text: String, because: String = "") -> Refusal {
        fault(
            marks[key], "\"\(OutsideText(text).forTerminal)\" is no value for \"\(key)\"", because)
    }

    /// Throws if a key was not taken.
    func end() throws(Refusal) {
        guard let extra = pairs.first else { return }
        throw fault(
            extra.mark, "unknown key \"\(OutsideText(extra.key).forTerminal)\" in \(name)",
            Suggestion.sentence(for: extra.key, among: known))
    }

    private func fault(_ mark: Mark?, _ text: String, _ because: String = "") -> Refusal {
        file.purpose.mistake("\(YAMLMap.place(file, mark)): \(text)", because)
    }

    private static func place(_ file: YAMLFile, _ mark: Mark?) -> String {
        mark.map { "\(file.path):\($0.line):\($0.column)" } ?? file.path
    }
}
