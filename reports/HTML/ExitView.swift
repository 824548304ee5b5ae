internal import Audit
internal import Wire

/// The exit: what it looks like from outside, and how it has behaved.
struct ExitView {
    let exitAddress: String
    let chip: Chip?
    let about: [FindingView.Row]
    let historySVG: String?
    let behaviour: [FindingView.Row]

    init(_ exit: ReportDocument.Exit, of document: ReportDocument) {
        exitAddress = (exit.address ?? exit.addressV6)?.forPeople ?? "Address not known"
        let lines = document.lines.filter { line in
            line.checkIDs.contains { $0.raw.hasPrefix("exit.") }
        }
        chip = Report.Verdict.allCases.lazy
            .compactMap { verdict in
                lines.filter { $0.verdict == verdict }.min { !$0.isNotice && $1.isNotice }
            }
            .first.map { Chip($0.verdict, isNotice: $0.isNotice) }
        about = Self.about(exit)
        historySVG = exit.history.isEmpty ? nil : ExitDrawing(exit.history).svg
        behaviour = Self.behaviour(exit)
    }

    private static func about(_ exit: ReportDocument.Exit) -> [FindingView.Row] {
        let system = exit.system.map { "AS\($0) " } ?? ""
        let country = exit.country.map { seen in
            guard let declared = exit.declared else { return seen.forPeople }
            return seen == declared
                ? seen.forPeople + ", as declared"
                : seen.forPeople + ", declared as " + declared.forPeople
        }
        let rows: [(String, String?)] = [
            ("Node", exit.node?.forPeople),
            ("Network", exit.network.map { system + $0.forPeople }),
            ("Country", country),
            ("Kind", exit.networkClass.map { HTMLPhrase.capital($0).replacing("_", with: " ") }),
            ("IPv6", exit.address == nil ? nil : exit.addressV6?.forPeople),
            ("Reverse DNS", exit.name.map { $0.forPeople + " (set by the node)" }),
        ]
        return rows.compactMap { term, answer in
            answer.map { FindingView.Row(term: term, answer: $0) }
        }
    }

    private static func behaviour(_ exit: ReportDocument.Exit) -> [FindingView.Row] {
        var rows: [FindingView.Row] = []
        let listed = exit.lists.filter(\.isListed)
        if let checked = exit.listsChecked {
            let names = listed.map { list in
                list.name.forPeople + (list.kind.map { " (" + $0.forPeople + ")" } ?? "")
                    + (list.fetchedAt.map { ", fetched " + HTMLPhrase.moment($0) } ?? "")
            }
            rows.append(
                FindingView.Row(
                    term: "Lists",
                    answer: "\(listed.count) of \(checked)"
                        + (names.isEmpty ? "" : ": " + names.joined(separator: "; "))))
        }
        for row in exit.tamper?.rows ?? [] {
            rows.append(
                FindingView.Row(
                    term: row.title, answer: "\(row.same) of \(row.probes) as without the tunnel"))
        }
        if !exit.history.isEmpty {
            let measured = exit.history.count { $0.hits != nil }
            rows.append(
                FindingView.Row(
                    term: "Measured", answer: "\(measured) of \(exit.history.count) days"))
        }
        return rows
    }
}

/// What changed since an earlier run.
struct ComparisonView {
    let comparedWith: String
    let changes: [Change]
    let unchanged: String?

    /// A change.
    struct Change {
        let chip: Chip
        let changed: String
        let before: String
        let now: String
    }

    init(_ comparison: ReportDocument.Comparison) {
        comparedWith =
            comparison.baseline.map { "Compared with run " + $0.forPeople + "." }
            ?? "Compared with an earlier run."
        changes = comparison.changes.map { change in
            Change(
                chip: Self.chip(of: change.kind.raw), changed: change.title.forPeople,
                before: change.before.forPeople, now: change.now.forPeople)
        }
        unchanged = comparison.unchanged.map {
            Phrase.count($0, "other check") + ($0 == 1 ? " is" : " are") + " unchanged."
        }
    }

    private static func chip(of kind: String) -> Chip {
        switch kind {
        case "new_leak": Chip(.fail, "New leak")
        case "fixed": Chip(.pass, "Fixed")
        default: Chip(.warn, "Changed")
        }
    }
}
