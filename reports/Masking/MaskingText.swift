internal import Audit

/// What was masked, in sentences.
enum MaskingText {
    /// Says how much of what is masked, and what is not.
    static func sentences(
        _ redaction: Redaction?, _ counts: [(kind: Report.Identifier.Kind, count: Int)]?
    ) -> String {
        switch redaction {
        case nil:
            "Nothing is masked in this file: the report does not say what is this machine's own. "
                + "It may show real addresses; judge the recording again to have them masked."
        case .nothing:
            "Nothing is masked in this file: it shows real addresses. Share it with care."
        case .share:
            masked(counts) + " The tunnel, its exit and destinations are shown."
        case .strict:
            masked(counts) + " Other destinations are shown."
        }
    }

    private static func masked(_ counts: [(kind: Report.Identifier.Kind, count: Int)]?) -> String {
        guard let counts else {
            return "This file says that it was masked when it was written, and not how much."
        }
        let parts = counts.filter { $0.count > 0 }.map { phrase($0.kind, $0.count) }
        guard !parts.isEmpty else {
            return "Nothing that had to be masked was found in this file."
        }
        let isOne = parts.count == 1 && counts.reduce(0) { $0 + $1.count } == 1
        return HTMLPhrase.capital(Phrase.list(parts, most: parts.count))
            + (isOne ? " is" : " are") + " masked in this file."
    }

    private static func phrase(_ kind: Report.Identifier.Kind, _ count: Int) -> String {
        func only(_ one: String, _ many: String? = nil) -> String {
            count == 1 ? "the " + one : Phrase.count(count, one, many)
        }
        return switch kind {
        case .ownAddress: Phrase.count(count, "address", "addresses")
        case .ownNetwork: Phrase.count(count, "network")
        case .ownStation: Phrase.count(count, "MAC")
        case .ownName: only("host name")
        case .ownUser: only("user name")
        case .entry: only("entry", "entries")
        case .exit: Phrase.count(count, "exit address", "exit addresses")
        case .node: Phrase.count(count, "node")
        case .named: Phrase.count(count, "named destination")
        }
    }
}
