internal import Audit
internal import Wire

/// What travelled outside by kind, and every check.
struct TrafficView {
    let allCount: String
    let problemCount: String
    let unsureCount: String
    let hasTraffic: Bool
    let trafficRows: [TrafficRow]
    let hasChecks: Bool
    let checkRows: [CheckRow]

    /// A kind of traffic.
    struct TrafficRow {
        let chip: Chip
        let isBad: Bool
        let kindTitle: String
        let kindNote: String?
        let outside: String
        let control: String
        let frames: String
    }

    /// A check.
    struct CheckRow {
        let chip: Chip
        let isBad: Bool
        let checkTitle: String
        let checkName: String
        let checkFact: String
        let basis: String
        let links: [Link]
    }

    /// A finding of a check, by its place on the page.
    struct Link {
        let linkAnchor: String
        let linkText: String
    }

    /// Nil where nothing was judged and nothing seen.
    init?(_ document: ReportDocument) {
        guard !document.traffic.isEmpty || !document.checks.isEmpty else { return nil }
        let order: [Report.Traffic.Result] = [
            .fail, .inconclusive, .pass, .expected, .notApplicable,
        ]
        trafficRows = order.flatMap { result in document.traffic.filter { $0.result == result } }
            .map { Self.row($0, document) }
        checkRows = document.checks.map { Self.row($0, document) }
        hasTraffic = !trafficRows.isEmpty
        hasChecks = !checkRows.isEmpty
        let chips = trafficRows.map(\.chip.kind) + checkRows.map(\.chip.kind)
        func count(_ kinds: Chip.Kind...) -> String {
            String(chips.count { kind in kinds.contains { $0.rawValue == kind } })
        }
        allCount = String(chips.count)
        problemCount = count(.fail, .warn)
        unsureCount = count(.inc)
    }

    private static func row(
        _ traffic: ReportDocument.Traffic, _ document: ReportDocument
    ) -> TrafficRow {
        // Stray traffic is counted under the check that claims it, whose line people know.
        let check = document.checks.first { $0.id == traffic.title }
        let notes = [
            check.map { _ in traffic.title.forPeople },
            traffic.stage.map { HTMLPhrase.title(of: $0).lowercased() },
        ].compactMap(\.self)
        return TrafficRow(
            chip: Chip(traffic.result), isBad: traffic.result == .fail,
            kindTitle: check?.title.forPeople ?? traffic.title.forPeople,
            kindNote: notes.isEmpty ? nil : notes.joined(separator: ", "),
            outside: Phrase.number(traffic.packets)
                + (traffic.result == .inconclusive ? " seen" : ""),
            control: control(of: traffic),
            frames: HTMLPhrase.frames(traffic.firstFrame, traffic.lastFrame)
                ?? (traffic.packets == 0 ? "none" : "–"))
    }

    private static func control(of traffic: ReportDocument.Traffic) -> String {
        if let seen = traffic.seen {
            guard seen > 0 else { return "no" }
            let sent = traffic.sent.map { " of " + Phrase.number($0) } ?? ""
            return "yes, " + Phrase.number(seen) + sent
        }
        return traffic.rule.map(HTMLPhrase.sentence) ?? "–"
    }

    private static func row(_ check: ReportDocument.Check, _ document: ReportDocument) -> CheckRow {
        let found = document.findings.filter { $0.checkID == check.id }
        let isNotice = !found.isEmpty && found.allSatisfy(\.isNotice)
        let chip = Chip(check.verdict, isNotice: isNotice || !check.severity.isLeak)
        let links = document.findings.indices.filter { index in
            check.findingIDs.contains(document.findings[index].id)
        }.map { index in
            Link(
                linkAnchor: "finding-\(index + 1)",
                linkText: document.findings[index].id.forPeople)
        }
        return CheckRow(
            chip: chip, isBad: chip.kind == Chip.Kind.fail.rawValue,
            checkTitle: check.title.forPeople, checkName: check.id.forPeople,
            checkFact: HTMLPhrase.capital(check.fact), basis: basis(of: check, document),
            links: check.verdict == .fail ? links : [])
    }

    /// What a verdict rests on: the control of a pass, the reason of what was not decided.
    private static func basis(
        of check: ReportDocument.Check, _ document: ReportDocument
    ) -> String {
        switch check.verdict {
        case .pass:
            let control = document.controls.first { $0.id == check.control }
            return control.map { HTMLPhrase.sentence($0.title) } ?? check.control?.forPeople ?? "–"
        case .fail: return ""
        case .inconclusive, .notApplicable, .error:
            guard let code = check.reasonCode else { return "–" }
            let limit = document.limits.first { $0.reasonCode == code }
            return limit.map { HTMLPhrase.sentence($0.text) } ?? ReasonCode(code.raw)?.meaning
                ?? code.forPeople
        }
    }
}
