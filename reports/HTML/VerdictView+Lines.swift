internal import Audit
internal import Wire

extension VerdictView {
    /// Most lines that fit the first screen beside the headline.
    private static let mostLines = 9

    /// The lines that are shown at once: all if they fit, else leaks and notices first, then what was
    /// decided, or what was not where that is the headline.
    static func visible(of document: ReportDocument) -> Set<Int> {
        let lines = document.lines
        // One more costs no more room than the line that would tell of it.
        guard lines.count > mostLines + 1 else { return Set(lines.indices) }
        let undecided: [Report.Verdict] = [.error, .inconclusive]
        let order: [Report.Verdict] =
            document.verdict == .pass || document.verdict == .fail
            ? [.fail, .pass] + undecided + [.notApplicable]
            : [.fail] + undecided + [.pass, .notApplicable]
        let ranked = order.flatMap { verdict in
            lines.indices.filter { lines[$0].verdict == verdict }
        }
        // No leak is folded away, however many there are.
        let fails = lines.count { $0.verdict == .fail }
        return Set(ranked.prefix(max(mostLines, fails)))
    }
}

extension VerdictView.LineView {
    init(_ line: ReportDocument.Line, in document: ReportDocument) {
        anchor = Self.anchor(of: line, in: document)
        chip = Chip(line.verdict, isNotice: line.isNotice)
        lineTitle = line.title.forPeople
        lineFact = HTMLPhrase.capital(line.fact)
    }

    /// Where the page tells more of a line: an anchor of our own making.
    private static func anchor(
        of line: ReportDocument.Line, in document: ReportDocument
    ) -> String {
        let found = document.findings.firstIndex { line.checkIDs.contains($0.checkID) }
        switch line.verdict {
        case .fail where found != nil: return "finding-\((found ?? 0) + 1)"
        case .inconclusive, .error, .notApplicable: return "limits"
        case .pass, .fail:
            if document.checks.isEmpty { return "limits" }
            let isOfExit = line.checkIDs.contains { $0.raw.hasPrefix("exit.") }
            return isOfExit && document.exit != nil ? "exit" : "checks"
        }
    }
}

extension VerdictView.MoreLines {
    /// Nil where every line is shown.
    init?(_ document: ReportDocument, except visible: Set<Int>) {
        let hidden = document.lines.indices.filter { !visible.contains($0) }
        guard !hidden.isEmpty else { return nil }
        let folded = hidden.map { VerdictView.LineView(document.lines[$0], in: document) }
        var words: [String] = []
        for word in folded.map(\.chip.word) where !words.contains(word) { words.append(word) }
        let counts = words.map { word in
            "\(folded.count { $0.chip.word == word }) " + HTMLPhrase.lower(word)
        }
        moreLines = folded
        moreHeading = Phrase.count(hidden.count, "more line") + ": " + Phrase.list(counts, most: 6)
    }
}
