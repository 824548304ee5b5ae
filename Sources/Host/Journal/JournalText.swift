internal import FoundationEssentials

/// What a journal says: a line of JSON on whose it is, and one for each step, in the order in which the
/// changes were made.
struct JournalText: Hashable {
    /// Whose a journal is.
    struct Head: Hashable, Codable {
        /// The name of the format.
        private(set) var format = JournalText.format
        /// The version of the format.
        private(set) var version = JournalText.version
        /// The process that makes the changes, for people; it may be gone.
        var process: Int32
        /// The network namespace that they are made in, by the number that the kernel gives to no other.
        var network: UInt64
        /// How the user calls the namespaces; nil for our own.
        var enclosure: String?
        /// The folder that programs run in.
        var folder: String
    }

    let head: Head
    let steps: [UndoStep]

    /// Bytes of a journal at the most: the rules of a large firewall, a few times.
    static let most = 16 << 20
    /// Steps of a journal at the most: a drill makes a few for each fault.
    static let mostSteps = 1024
    private static let format = "watertight-journal"
    private static let version = 1

    /// Reads a journal whole; throws if any of it is not understood, since half of it might do harm.
    init(_ bytes: [UInt8], of path: String) throws(HostError) {
        func damaged(_ reason: String) -> HostError {
            HostError(.journal, subject: path, reason: reason)
        }
        guard bytes.last == UInt8(ascii: "\n") else { throw damaged("It is cut short.") }
        let lines = bytes.dropLast().split(separator: 10, omittingEmptySubsequences: false)
        guard let first = lines.first, lines.count <= JournalText.mostSteps + 1 else {
            throw damaged("It has too many lines.")
        }
        do {
            head = try JSONDecoder().decode(Head.self, from: Data(first))
            steps = try lines.dropFirst().map {
                try JSONDecoder().decode(UndoStep.self, from: Data($0))
            }
        } catch {
            throw damaged("A line of it is not understood.")
        }
        guard head.format == JournalText.format, head.version == JournalText.version,
            head.folder.hasPrefix("/"), !head.folder.utf8.contains(0)
        else { throw damaged("It is of another kind or version.") }
        guard steps.allSatisfy(\.isSound) else { throw damaged("A step of it means nothing.") }
    }

    /// A line of it.
    static func line(_ value: some Encodable) throws(HostError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return [UInt8](try encoder.encode(value)) + [10]
        } catch {
            throw HostError(.journal, subject: "journal", reason: "A step cannot be written.")
        }
    }
}
