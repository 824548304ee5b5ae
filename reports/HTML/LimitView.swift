internal import Audit
internal import Wire

/// Something that the run cannot tell, and the command that would.
struct LimitView {
    let lead: String?
    let limitText: String
    let code: String?
    let command: String?

    /// What holds for every run, so that the list is never empty.
    private static let always = LimitView(
        lead: "Another day:",
        limitText: "A run shows what happened while it lasted. "
            + "Another network, server or version may do otherwise.",
        code: nil, command: nil)

    /// Gaps, undecided checks by reason, then the limits of the run.
    static func all(of document: ReportDocument) -> [LimitView] {
        let groups = reasons(of: document)
        let gaps = document.gaps.map { gap in
            LimitView(
                lead: "Not seen:", limitText: HTMLPhrase.sentence(gap.text) + place(of: gap),
                code: gap.code.forPeople, command: nil)
        }
        let undecided = groups.map { group in
            let limit = document.limits.first { $0.reasonCode == group.code }
            let meaning =
                limit.map { HTMLPhrase.sentence($0.text) }
                ?? ReasonCode(group.code.raw)?.meaning
            return LimitView(
                lead: Phrase.list(group.titles, most: 6) + ":",
                limitText: meaning ?? "not decided.", code: group.code.forPeople,
                command: limit?.command.map(HTMLPhrase.sentence))
        }
        let rest = document.limits.filter { limit in
            !groups.contains { $0.code == limit.reasonCode }
        }.map { limit in
            LimitView(
                lead: nil, limitText: HTMLPhrase.sentence(limit.text),
                code: limit.reasonCode.forPeople,
                command: limit.command.map(HTMLPhrase.sentence))
        }
        return gaps + undecided + rest + [always]
    }

    private static func place(of gap: ReportDocument.Gap) -> String {
        let interface = gap.interface.map { " On " + $0.forPeople + "." } ?? ""
        guard let from = gap.from else { return interface }
        let to = gap.to.map { " to " + Phrase.seconds($0) } ?? ""
        return " From " + Phrase.seconds(from) + to + "." + interface
    }

    /// The checks that were not decided or not applicable, by reason, in the order of the checks.
    private static func reasons(
        of document: ReportDocument
    ) -> [(code: OutsideText, titles: [String])] {
        var groups: [(code: OutsideText, titles: [String])] = []
        for check in document.checks {
            guard let code = check.reasonCode else { continue }
            let title = check.title.forPeople
            if let index = groups.firstIndex(where: { $0.code == code }) {
                if !groups[index].titles.contains(title) { groups[index].titles.append(title) }
            } else {
                groups.append((code, [title]))
            }
        }
        return groups
    }
}
