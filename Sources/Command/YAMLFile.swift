internal import Glibc
internal import Yams

/// A small YAML file: a strict subset in which every key is known and nothing is guessed.
struct YAMLFile {
    /// What a file is for: how its mistakes are told.
    enum Purpose {
        case policy
        case responder
        case settings

        var word: String {
            switch self {
            case .policy: "policy"
            case .responder, .settings: "configuration"
            }
        }

        /// The error of a mistake in the file.
        func mistake(_ what: String, _ because: String = "") -> Refusal {
            switch self {
            case .policy: .policy(what, because)
            case .responder: .configuration(what, because)
            case .settings: .settings(what, because)
            }
        }
    }

    /// Largest file: one has a few dozen lines.
    static let largest = 64 << 10
    /// Deepest nesting of brackets; the parser recurses, so a hostile file must be bounded first.
    private static let deepest = 16

    /// What people call it: its path, or `stdin`.
    let path: String
    let purpose: Purpose
    /// All of it.
    let bytes: [UInt8]
    /// What the file holds; nil if that is nothing.
    let root: Node?

    /// Reads a file, or standard input for `-`; throws for one that is not YAML.
    init(_ path: String, _ purpose: Purpose) throws(Refusal) {
        let name = path == "-" ? "stdin" : path
        let read =
            path == "-"
            ? SmallFile.bytes(from: STDIN_FILENO, most: YAMLFile.largest)
            : SmallFile.bytes(of: path, most: YAMLFile.largest)
        guard let read else {
            throw purpose.mistake(
                "cannot read \(name)",
                "It does not exist, or exceeds \(YAMLFile.largest >> 10) KiB.")
        }
        try self.init(read, named: name, purpose)
    }

    /// Reads what a file holds; `path` is what messages call it.
    init(_ bytes: [UInt8], named path: String, _ purpose: Purpose) throws(Refusal) {
        self.path = path
        self.purpose = purpose
        self.bytes = bytes
        try YAMLFile.refuseDepth(in: bytes, path, purpose)
        try YAMLFile.refuseReferences(in: bytes, path, purpose)
        let node: Node?
        do {
            node = try compose(yaml: String(decoding: bytes, as: UTF8.self))
        } catch {
            throw purpose.mistake("\(path) is not YAML", "\(error)")
        }
        root = node == Node("", Tag(.null)) ? nil : node
    }

    private static func refuseDepth(
        in bytes: [UInt8], _ path: String, _ purpose: Purpose
    ) throws(Refusal) {
        let tooDeep = purpose.mistake(
            "\(path) is nested too deeply", "A \(purpose.word) has three levels.")
        var depth = 0
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
            default: break
            }
            guard depth <= deepest else { throw tooDeep }
        }
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            // "- - - -" nests as well.
            let dashes = line.prefix { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: " ") }
            guard dashes.count(where: { $0 == UInt8(ascii: "-") }) <= deepest else {
                throw tooDeep
            }
        }
    }

    /// Throws if a value begins as an anchor, an alias or a tag.
    ///
    /// A few aliases of aliases grow without end in the parser, so they must not get there. Where a
    /// quoted text looks like one, it is refused as well: no file of ours needs that.
    private static func refuseReferences(
        in bytes: [UInt8], _ path: String, _ purpose: Purpose
    ) throws(Refusal) {
        let marks = Array("&*!".utf8)
        let introducers = Array(":-?,[{".utf8)
        let blanks = Array(" \t\r".utf8)
        for (index, line) in bytes.split(
            separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false
        ).enumerated() {
            var isStart = true
            for (column, byte) in line.enumerated() where !blanks.contains(byte) {
                if isStart, byte == UInt8(ascii: "#") { break }
                guard !isStart || !marks.contains(byte) else {
                    throw purpose.mistake(
                        "\(path):\(index + 1):\(column + 1): anchors, aliases and tags are not read",
                        "Write it out.")
                }
                isStart = introducers.contains(byte)
            }
        }
    }
}
