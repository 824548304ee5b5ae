internal import Evidence
internal import Wire

/// What a report says of the rules of a drilled machine.
extension DrilledRules {
    /// The report's part.
    var report: Report.Rules {
        let (reading, measured) = (reading, measured)
        return Report.Rules(
            flaws: reading.flaws.filter(concerns).map { flaw in
                Report.Flaw(
                    id: flaw.id, text: OutsideText(flaw.predicate),
                    isMeasured: measured.contains(flaw.id))
            }, areUnderstood: reading.isWhole, chains: chains, predictions: predictions)
    }

    /// What is open by the rules and was not seen, and what could not be understood.
    var limits: [Report.Limit] {
        let report = report
        var limits = report.flaws.filter { !$0.isMeasured }.map { flaw in
            Report.Limit(
                reasonCode: "killswitch.open_by_rules",
                text: OutsideText(
                    "The rules \(flaw.text.raw). Nothing of that kind was seen to leave."))
        }
        if !report.areUnderstood {
            limits.append(
                Report.Limit(
                    reasonCode: "killswitch.rules_unread",
                    text: OutsideText(
                        "Some of the machine's rules could not be read or understood, so what they "
                            + "hold was only measured.")))
        }
        return limits
    }

    /// Whether a flaw can matter on this machine: what it does not pass on cannot leave.
    private func concerns(_ flaw: RuleFlaw) -> Bool {
        if case .forwarded = flaw { recording.host?.forwards.isEmpty == false } else { true }
    }
}
