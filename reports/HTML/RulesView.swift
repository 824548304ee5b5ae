internal import Audit
internal import Wire

/// What the machine's packet filter lets out by its rules, and whether that is what was measured.
struct RulesView {
    let rulesSummary: String
    let hasChains: Bool
    let chainRows: [ChainRow]
    let hasPredictions: Bool
    let predictionRows: [PredictionRow]
    let hasFlaws: Bool
    let flawRows: [FlawRow]

    /// Chains that decide, of which the same can be said.
    struct ChainRow {
        let chainName: String
        let chainHook: String
        let chainRest: String
        let chainOut: String
    }

    /// Kinds of traffic of which the rules and the measurement say the same.
    struct PredictionRow {
        let isBad: Bool
        let trafficName: String
        let trafficKinds: String
        let expectation: String
        let measurement: String
        let agreement: String
    }

    /// Something that the rules let out.
    struct FlawRow {
        let flawText: String
        let flawSeen: String
    }

    init(_ rules: ReportDocument.Rules) {
        rulesSummary = Self.summary(of: rules)
        chainRows = Self.rows(of: rules.chains)
        hasChains = !chainRows.isEmpty
        predictionRows = Self.rows(of: rules.predictions)
        hasPredictions = !predictionRows.isEmpty
        hasFlaws = !rules.flaws.isEmpty
        flawRows = rules.flaws.map { flaw in
            FlawRow(
                flawText: "They " + HTMLPhrase.ended(HTMLPhrase.sentence(flaw.text)),
                flawSeen: flaw.isMeasured
                    ? "Such packets were seen to leave." : "No such packet was seen to leave.")
        }
    }

    private static func summary(of rules: ReportDocument.Rules) -> String {
        let against = rules.predictions.filter { $0.agreement == .disagrees }
            .reduce(0) { $0 + min($1.left, Int.max / 2 - $0) }
        if against > 0 {
            return "\(Phrase.count(against, "packet")) left that the rules hold: "
                + "for a moment they may have been other ones."
        }
        if !rules.areUnderstood {
            return "Some rules cannot be read, so they may hold less or more than stands here."
        }
        if rules.flaws.isEmpty { return "They hold all that was asked of them." }
        let seen = rules.flaws.count(where: \.isMeasured)
        return
            "They have \(Phrase.count(rules.flaws.count, "hole")); packets were seen to leave by "
            + (seen == 0 ? "none." : seen == rules.flaws.count ? "each." : "\(seen) of them.")
    }

    /// Chains of which the same can be said have a row together.
    private static func rows(of chains: [ReportDocument.RuleChain]) -> [ChainRow] {
        var groups: [[ReportDocument.RuleChain]] = []
        for chain in chains {
            let index = groups.firstIndex { group in
                group.contains {
                    $0.hook == chain.hook && $0.isDropping == chain.isDropping
                        && $0.letsOut == chain.letsOut && $0.isUnderstood == chain.isUnderstood
                }
            }
            if let index { groups[index].append(chain) } else { groups.append([chain]) }
        }
        return groups.compactMap { group in
            guard let chain = group.first else { return nil }
            let out = chain.letsOut.map(HTMLPhrase.sentence)
            let known = out.isEmpty ? "nothing that was asked" : Phrase.list(out, most: 6)
            return ChainRow(
                chainName: group.map(\.name.forPeople).joined(separator: ", "),
                chainHook: chain.hook.forPeople,
                chainRest: chain.isDropping ? "dropped" : "accepted",
                chainOut: chain.isUnderstood ? known : known + "; not all of it is understood")
        }
    }

    /// A class of traffic has a row for each thing that can be said of it.
    private static func rows(of predictions: [ReportDocument.Prediction]) -> [PredictionRow] {
        var groups: [[ReportDocument.Prediction]] = []
        for one in predictions {
            let index = groups.firstIndex { group in
                group.contains {
                    $0.kind == one.kind && $0.expected == one.expected
                        && $0.agreement == one.agreement
                }
            }
            if let index { groups[index].append(one) } else { groups.append([one]) }
        }
        return groups.compactMap(row)
    }

    private static func row(_ group: [ReportDocument.Prediction]) -> PredictionRow? {
        guard let first = group.first else { return nil }
        let left = group.reduce(0) { $0 + min($1.left, Int.max / 2 - $0) }
        let kinds = group.map { "\(name(ofSender: $0.sender)) IPv\($0.version)" }
        return PredictionRow(
            isBad: left > 0, trafficName: name(ofClass: first.kind),
            trafficKinds: kinds.joined(separator: ", "), expectation: word(for: first.expected),
            measurement: left > 0 ? Phrase.number(left) + " left" : "none left",
            agreement: word(for: first.agreement))
    }

    private static func word(for fate: Report.Prediction.Fate) -> String {
        switch fate {
        case .leaves: "let out"
        case .held: "held"
        case .unknown: "not understood"
        }
    }

    private static func word(for agreement: Report.Prediction.Agreement) -> String {
        switch agreement {
        case .agrees: "They agree"
        case .notSeen: "Not seen to leave"
        case .explained: "The rules had changed, or let this form out"
        case .disagrees: "They disagree"
        case .unknown: "Cannot be told"
        }
    }

    private static func name(ofClass kind: OutsideText) -> String {
        [
            "new": "New flows", "established": "Flows opened through the tunnel",
            "preconnect": "Flows opened before it", "dns": "DNS look-ups",
        ][kind.raw] ?? kind.forPeople
    }

    private static func name(ofSender sender: OutsideText) -> String {
        ["forwarded": "guest"][sender.raw] ?? sender.forPeople
    }
}
