internal import Foundation
internal import Testing
internal import Yams

/// The matrix of drills: what must leave under each fault behind each kill switch.
struct DrillMatrix: Decodable {
    private let places: [String: Place]
    private let alike: [String: [String]]
    private let checks: [String: [String]]
    private let rows: [String: Row]
    private let sample: [String: [String: [String]]]

    /// What must leave in one cell, what may, and what holds new flows where none leaves.
    struct Cell: Decodable {
        let leaves: Set<String>
        let may: Set<String>
        let held: String?
    }

    /// A lab and the faults that are drilled in it, one after the other.
    struct Run: CustomTestStringConvertible, Sendable {
        let title: String
        let shape: String
        let flags: [String]
        let isAtStart: Bool
        let targets: [String]
        let faults: [String]
        /// By fault; that of a tunnel which carries another is `outer` and its name.
        let cells: [String: Cell]
        /// The checks of the faults.
        let checks: [String: String]
        /// The check that fails where no new flow leaves.
        let fails: String?
        let mayFail: Set<String>
        var testDescription: String { title }
    }

    private struct Place: Decodable {
        let flags: [String]
        let faults: [String]
    }

    /// Reads the file.
    static func read() throws -> DrillMatrix {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Drill/matrix.yaml")
        return try YAMLDecoder().decode(DrillMatrix.self, from: Data(contentsOf: file))
    }

    /// All runs, or those of the sample alone.
    func runs(all isWhole: Bool) -> [Run] {
        rows.keys.sorted().flatMap { name in
            ["one-hop", "two-hops", "start"].compactMap { place in
                run(name, place, isWhole ? nil : sample[name]?[place] ?? [])
            }
        }
    }

    /// Words that stand for a fault and are none.
    func strangers(among faults: [String]) -> Set<String> {
        let known = Set(faults + faults.map { "outer \($0)" })
        var words: Set<String> = []
        for list in alike.values { words.formUnion(list) }
        for list in checks.values { words.formUnion(list) }
        for place in places.values { words.formUnion(place.faults) }
        for row in rows.values {
            words.formUnion(row.cells.keys.filter { alike[$0] == nil })
            words.formUnion((row.only ?? []) + row.unless)
        }
        for lists in sample.values { for list in lists.values { words.formUnion(list) } }
        let names = Set(sample.keys).union(rows.values.compactMap(\.like))
        return words.subtracting(known).union(names.subtracting(rows.keys))
    }

    private func run(_ name: String, _ place: String, _ chosen: [String]?) -> Run? {
        guard let row = rows[name], let lab = places[place] else { return nil }
        let faults = lab.faults.filter { fault in
            row.has(fault) && chosen?.contains(fault) ?? true
        }
        guard !faults.isEmpty else { return nil }
        var cells: [String: Cell] = [:]
        for fault in faults + (place == "two-hops" ? faults.map { "outer \($0)" } : []) {
            cells[fault] = cell(fault, of: row)
        }
        var judges: [String: String] = [:]
        for (check, faults) in checks { for fault in faults { judges[fault] = check } }
        return Run(
            title: "\(name), \(place)", shape: row.shape ?? name,
            flags: ["--killswitch", row.shape ?? name] + lab.flags + row.flags,
            isAtStart: place == "start", targets: row.targets, faults: faults, cells: cells,
            checks: judges, fails: row.fails, mayFail: Set(row.mayFail))
    }

    /// A row's own word for a fault, that for faults that are alike, or that of the row it is like.
    private func cell(_ fault: String, of row: Row) -> Cell? {
        if let cell = row.cells[fault] { return cell }
        if let kind = alike.first(where: { $0.value.contains(fault) })?.key,
            let cell = row.cells[kind]
        {
            return cell
        }
        return row.like.flatMap { rows[$0] }.flatMap { cell(fault, of: $0) }
    }
}

extension DrillMatrix.Run {
    /// The check that turns red when these classes leave under a fault; none where it is a single packet of
    /// an open flow, beside which new ones leave or are held.
    func red(_ fault: String, _ classes: Set<String>) -> [String] {
        if !classes.isDisjoint(with: ["new", "other"]) { return [checks[fault]].compactMap { $0 } }
        return classes.isEmpty ? [] : [fails].compactMap { $0 }
    }
}

extension DrillMatrix {
    fileprivate struct Row: Decodable {
        var like: String?
        var shape: String?
        var flags: [String] = []
        var targets = ["203.0.113.80", "2001:db8:113::80"]
        var fails: String?
        var mayFail: [String] = []
        var only: [String]?
        var unless: [String] = []
        var cells: [String: Cell] = [:]

        func has(_ fault: String) -> Bool {
            !unless.contains(fault) && only?.contains(fault) ?? true
        }

        init(from decoder: any Decoder) throws {
            let row = try decoder.container(keyedBy: Word.self)
            for word in row.allKeys {
                switch word.stringValue {
                case "like": like = try row.decode(String.self, forKey: word)
                case "shape": shape = try row.decode(String.self, forKey: word)
                case "flags": flags = try row.decode([String].self, forKey: word)
                case "targets": targets = try row.decode([String].self, forKey: word)
                case "fails": fails = try row.decode(String.self, forKey: word)
                case "may-fail": mayFail = try row.decode([String].self, forKey: word)
                case "only": only = try row.decode([String].self, forKey: word)
                case "unless": unless = try row.decode([String].self, forKey: word)
                default: cells[word.stringValue] = try row.decode(Cell.self, forKey: word)
                }
            }
        }
    }

    private struct Word: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}

extension DrillMatrix.Cell {
    /// What the home router must see.
    var atRouter: Set<RouterWatch.Kind> { Set(leaves.map { DrillMatrix.Cell.kind(of: $0) }) }

    /// What it may see.
    var atRouterAtMost: Set<RouterWatch.Kind> {
        let classes = leaves.union(may)
        // Guests send of each kind.
        let more: [RouterWatch.Kind] = classes.contains("guest") ? [.flow, .flow6, .lookUp] : []
        return Set(classes.map { DrillMatrix.Cell.kind(of: $0) } + more)
    }

    private static func kind(of word: String) -> RouterWatch.Kind {
        switch word {
        case "dns": .lookUp
        case "other": .inner
        default: word.hasSuffix("6") ? .flow6 : .flow
        }
    }

    private enum Words: String, CodingKey { case leaves, may, held }

    init(from decoder: any Decoder) throws {
        let words = try decoder.container(keyedBy: Words.self)
        leaves = Set(try words.decodeIfPresent([String].self, forKey: .leaves) ?? [])
        may = Set(try words.decodeIfPresent([String].self, forKey: .may) ?? [])
        held = try words.decodeIfPresent(String.self, forKey: .held)
    }
}
