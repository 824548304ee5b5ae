public import Audit
internal import Wire

/// The report for a terminal or a log: checks, headline, findings, and what the run cannot tell.
///
/// It is rendered from the report alone; strings from outside appear in their form for terminals.
public struct TextReport {
    let report: Report
    let style: TextStyle
    private let redaction: Redaction

    /// A report in a style, masked as a level wants it.
    public init(
        _ report: Report, style: TextStyle = TextStyle(), as redaction: Redaction = .nothing
    ) {
        self.report = report
        self.style = style
        self.redaction = redaction
    }

    /// The whole text, ending in a line feed.
    public var text: String {
        let identifiers = redaction == .nothing ? nil : report.run.identifiers
        var page = Page(style: style, mask: identifiers.map { Mask($0, redaction) })
        guard !style.quiet else {
            headline(&page)
            return page.text
        }
        head(&page)
        page.gap()
        lines(&page)
        page.gap()
        if let bar = TimeBar(report, style: style) { bar.draw(on: &page) }
        page.gap()
        drill(&page)
        page.gap()
        headline(&page)
        for (index, finding) in report.findings.enumerated() {
            page.gap()
            self.finding(finding, earlier: report.findings.prefix(upTo: index), &page)
        }
        page.gap()
        traffic(&page)
        page.gap()
        limits(&page)
        page.gap()
        next(&page)
        guard redaction != .nothing else { return page.text }
        page.gap()
        page.paragraph(
            [], MaskingText.sentences(identifiers.map { _ in redaction }, page.mask?.counts))
        return page.text
    }

    private func head(_ page: inout Page) {
        var parts: [String] = []
        if let file = report.capture.file { parts.append(Phrase.whole(file)) }
        if let tunnel = report.tunnel { parts.append(Self.name(of: tunnel)) }
        let underlay = report.capture.interfaces.filter { $0.role == .underlay }
        if !underlay.isEmpty {
            parts.append("outside " + Phrase.list(underlay.map { Phrase.whole($0.name) }))
        }
        if let first = report.stages.first, let last = report.stages.last, last.to > first.from {
            parts.append(Phrase.seconds(last.to - first.from))
        }
        let lost = report.capture.dropped.map { Phrase.number($0) + " lost" } ?? "loss unknown"
        parts.append(Phrase.count(report.capture.received, "packet") + ", " + lost)

        let gap = String(repeating: String(Cells.noBreak), count: 3)
        var line = ""
        for part in parts {
            let longer = line.isEmpty ? part : line + gap + part
            if !line.isEmpty, Cells.width(page.style.spelt(longer)) > style.width {
                page.paragraph([], line)
                line = part
            } else {
                line = longer
            }
        }
        page.paragraph([], line)
    }

    private static func name(of tunnel: Report.Tunnel) -> String {
        var name = tunnel.interface.map { "Tunnel " + Phrase.whole($0) } ?? "Tunnel"
        // One is no news; which protocol it is stands with the checks.
        if tunnel.hopCount > 1 {
            let driver = Phrase.driver(tunnel.driver).map { $0 + ", " } ?? ""
            name += " (\(driver)\(Phrase.count(tunnel.hopCount, "hop")))"
        }
        guard let entry = tunnel.hops.first(where: { $0.role == "entry" }),
            let address = entry.address
        else { return name }
        return name + " to " + Self.endpoint(address, entry.port)
    }

    /// `192.0.2.1:53`, `[2001:db8::1]:53`, or the address alone.
    static func endpoint(_ address: String, _ port: UInt16?) -> String {
        guard let port else { return address }
        return (address.contains(":") ? "[\(address)]" : address) + ":\(port)"
    }

    private func lines(_ page: inout Page) {
        let words = report.lines.map { Words($0.verdict, isNotice: $0.isNotice) }
        let wordWidth = words.map { Cells.width($0.word) }.max() ?? 0
        let titleWidth = report.lines.map { Cells.width($0.title) }.max() ?? 0
        for (line, words) in zip(report.lines, words) {
            let mark = style.ascii ? Cells.padded(words.ascii, to: 4) : words.glyph
            page.paragraph(
                [
                    ("  ", .plain),
                    (mark + " " + Cells.padded(words.word, to: wordWidth), words.ink),
                    ("  " + Cells.padded(line.title, to: titleWidth) + "  ", .plain),
                ], line.fact.forTerminal)
        }
    }

    private func next(_ page: inout Page) {
        switch report.verdict {
        case .fail:
            guard let worst = worstFinding else { return }
            page.command("Next:   ", "watertight explain \(worst.checkID)")
        case .inconclusive:
            let code = report.checks.first(where: \.isUndecided)?.reasonCode ?? report.error?.code
            guard let code else { return }
            let limit = report.limits.first { $0.reasonCode == code }
            page.command("Next:   ", limit?.command?.forTerminal ?? "watertight explain " + code)
        case .error:
            guard let code = report.error?.code else { return }
            page.command("Next:   ", "watertight explain " + code)
        case .pass:
            return
        }
    }

    /// The severest finding, the first of equals.
    var worstFinding: Report.Finding? {
        let severity = report.findings.map(\.severity).max()
        return report.findings.first { $0.severity == severity }
    }
}
