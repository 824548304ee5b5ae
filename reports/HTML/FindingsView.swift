internal import Audit
internal import Wire

/// What was found, with the picture of a drop if there is one.
struct FindingsView {
    let findingsHeading: String
    let findingsNote: String
    let picture: TimelineView?
    let repeated: RepeatsView?
    let faults: FaultsView?
    let ruleSet: RulesView?
    let cards: [FindingView]

    /// Nil where nothing was found and there is no picture.
    init?(_ document: ReportDocument) {
        faults = FaultsView(document)
        guard document.timeline != nil || faults != nil || !document.findings.isEmpty else {
            return nil
        }
        picture = TimelineView(document)
        repeated = RepeatsView(document)
        ruleSet = document.drill?.rules.map(RulesView.init)
        if let timeline = document.timeline {
            findingsHeading = "The drop, second by second"
            let event = timeline.event.map { HTMLPhrase.capital($0) } ?? "Every packet was watched"
            findingsNote =
                event
                + (timeline.eventAt.map { " at " + HTMLPhrase.hundredths($0) + "\u{a0}s" } ?? "")
                + ". Every interface was watched."
        } else {
            findingsHeading = "What was found"
            findingsNote = "Each finding names the packets that show it."
        }
        let findings = document.findings
        cards = findings.indices.map { index in
            FindingView(
                findings[index], number: index + 1,
                sameFixAs: findings.prefix(index).first { $0.fix == findings[index].fix },
                isOpen: index == 0)
        }
    }
}
