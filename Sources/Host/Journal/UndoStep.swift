/// Something that puts a part of the machine back as it was.
///
/// It is plain data, so that another process can do it, and doing it twice does no harm.
public enum UndoStep: Hashable, Codable, Sendable {
    /// Runs a program, looked for in `PATH`; no shell reads its words. With `when`, only if that program
    /// ends with 0. A firewall is put back by `nft -f -` with its rules as `input`.
    case run(arguments: [String], input: String? = nil, when: [String]? = nil)
    /// Writes what stood in a file, in place.
    case restore(file: String, text: String)
    /// Brings a link and all that went with it to what it was.
    case link(LinkState)
    /// Brings the rules for routes to what they were.
    case routingRules(RoutingRules)
    /// Ends a process and its group.
    case end(ProcessIdentity)
    /// Lets a process go on that was stopped.
    case resume(ProcessIdentity)

    /// Puts back what stands in a file now; throws if it cannot be read, or is no text.
    public static func restoring(_ file: String) throws(HostError) -> UndoStep {
        let bytes = try BoundedFile.bytes(of: file, most: mostBytes)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw HostError(.damaged, subject: file, reason: "It is no text.")
        }
        return .restore(file: file, text: text)
    }

    /// Whether it means something: programs have names, and no text holds a zero byte, which would cut
    /// it short.
    var isSound: Bool {
        switch self {
        case .run(let arguments, _, let when):
            let all = [arguments] + (when.map { [$0] } ?? [])
            return all.allSatisfy { words in
                words.first?.isEmpty == false && words.count <= UndoStep.mostWords
                    && !words.contains { $0.utf8.contains(0) }
            }
        case .restore(let file, _): return file.hasPrefix("/") && !file.utf8.contains(0)
        case .link(let state): return state.isSound
        case .routingRules(let rules): return rules.isSound
        case .end(let process), .resume(let process): return process.process > 1
        }
    }

    /// Most words of a program: more than any driver needs.
    private static let mostWords = 256
    /// Largest file that is put back: settings and lists of resolvers have a few hundred bytes.
    private static let mostBytes = 64 << 10
}

/// What became of a step.
public struct Undone: Hashable, Sendable {
    /// What was done, as a short phrase.
    public let what: String
    /// Why it did not help; nil if it did.
    public let failure: String?
}
