internal import Audit
internal import Evidence

/// A way to break a rule.
enum Mutation: CaseIterable {
    /// It never fails.
    case disabled
    /// It fails where it should not, and only there.
    case inverted
}

extension Check {
    /// This check with its rule broken.
    func mutated(_ mutation: Mutation) -> Check {
        guard let claims else { return mutatedVerdict(mutation) }
        return Check(
            id, card: card, specimen: specimen, citesEarlier: citesEarlier, control: control
        ) { traffic in
            mutation == .inverted && !claims(traffic)
        }
    }

    /// This check with any traffic inside the tunnel as proof.
    func withoutControl() -> Check {
        guard let claims else { return self }
        return Check(
            id, card: card, specimen: specimen, citesEarlier: citesEarlier,
            control: { _ in true }, claims: claims)
    }

    private func mutatedVerdict(_ mutation: Mutation) -> Check {
        Check(id, card: card, needs: needs, specimen: specimen) { scene in
            switch (judge(scene), mutation) {
            case (.fail, .disabled):
                return .inconclusive(Doubt("test.disabled", fact: "the rule is switched off"))
            case (.fail, .inverted):
                return .pass(Citation(.drops, fact: "the rule is turned round"))
            case (.pass, .inverted):
                return .fail(
                    Findings(
                        Finding(
                            severity: card.severity, confidence: .certain, title: "", what: "",
                            basis: .sighting(.leaseAsked), stage: 0)))
            case (let verdict, _):
                return verdict
            }
        }
    }
}
