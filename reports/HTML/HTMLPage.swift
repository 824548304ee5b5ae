internal import Audit
internal import Wire

/// What the template `page` is filled with: plain strings, already in their form for people.
///
/// A template looks for a name in the innermost value first and then outwards, so no two values that
/// may be nested share the name of a part that can be missing.
struct HTMLPage {
    let styleHash: String
    let documentTitle: String
    let runID: String
    let startedAt: String
    let verdict: VerdictView
    let findings: FindingsView?
    let parties: PartiesView?
    let traffic: TrafficView?
    let exit: ExitView?
    let comparison: ComparisonView?
    let limits: [LimitView]
    let again: AgainView
    let toolVersion: String
    let formatVersion: String

    init(_ document: ReportDocument, style: String) {
        styleHash = SHA256.digest(of: Array(style.utf8)).map(Base64.text) ?? ""
        runID = document.run.id.forPeople
        documentTitle =
            VerdictView.word(of: document) + Self.leaking(document)
            + ". Watertight run " + document.run.id.forPeople
        startedAt = HTMLPhrase.moment(document.run.startedAt)
        verdict = VerdictView(document)
        findings = FindingsView(document)
        parties = PartiesView(document)
        traffic = TrafficView(document)
        exit = document.exit.map { ExitView($0, of: document) }
        comparison = document.comparison.map(ComparisonView.init)
        limits = LimitView.all(of: document)
        again = AgainView(document)
        toolVersion = document.toolVersion.forPeople
        formatVersion = document.formatVersion.forPeople
    }

    /// `: Kill switch and DNS`, the lines that leak.
    private static func leaking(_ document: ReportDocument) -> String {
        let titles = document.lines.filter { $0.verdict == .fail && !$0.isNotice }
            .map(\.title.forPeople)
        return titles.isEmpty ? "" : ": " + Phrase.list(titles)
    }
}

/// Base64 with padding (RFC 4648, 4), as a content security policy wants a hash.
enum Base64 {
    static func text(of bytes: [UInt8]) -> String {
        let text = Base64URL.text(of: bytes).map { character -> Character in
            switch character {
            case "-": "+"
            case "_": "/"
            default: character
            }
        }
        return String(text) + String(repeating: "=", count: (3 - bytes.count % 3) % 3)
    }
}
