public import Audit

/// The texts of `list` and `explain`.
public struct CatalogueText {
    let style: TextStyle

    /// Texts in a style.
    public init(style: TextStyle = TextStyle()) { self.style = style }

    /// A table of checks, one a line: id, severity and the name of the line it stands in.
    public func list(_ checks: [(id: CheckID, card: Card)]) -> String {
        var page = Page(style: style)
        let idWidth = checks.map { Cells.width($0.id.name) }.max() ?? 0
        for check in checks {
            let severity = Cells.padded(check.card.severity.rawValue, to: 8)
            let id = Cells.padded(check.id.name, to: idWidth)
            page.paragraph([(id, .strong), ("  " + severity + "  ", .plain)], check.card.line)
        }
        return page.text
    }

    /// Everything there is to read about a check; `needs` says what a pass of it needs.
    public func explain(_ id: CheckID, _ card: Card, needs: [String]) -> String {
        var page = Page(style: style)
        page.heading("", id.name, right: card.severity.rawValue)
        page.gap()
        page.paragraph([], card.claim)
        section("Why it matters", [card.why], &page)
        section("What a pass needs", needs, &page)
        section("What it can't see", [card.limits], &page)
        section("What to do about a fail", [card.remedy], &page)
        for command in card.commands { page.command("    ", command) }
        section("References", card.references, &page)
        return page.text
    }

    /// What a reason code means and what to do about it.
    public func explain(_ reason: ReasonCode) -> String {
        var page = Page(style: style)
        page.heading("", reason.code, right: "")
        page.gap()
        page.paragraph([], reason.meaning)
        page.paragraph([], reason.remedy)
        return page.text
    }

    private func section(_ title: String, _ paragraphs: [String], _ page: inout Page) {
        guard !paragraphs.isEmpty else { return }
        page.gap()
        page.paragraph([(title, .strong)], "")
        for paragraph in paragraphs { page.paragraph([("  ", .plain)], paragraph) }
    }
}
