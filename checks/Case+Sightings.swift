internal import Audit
internal import Evidence

extension Case {
    /// A finding for each judged stage in which something was sighted.
    ///
    /// The title is the card's, unless another one is given.
    func findings(
        of sighting: Sighting, by card: Card, titled title: String? = nil
    ) -> [Finding] {
        judgedStages.compactMap { stage in
            let tally = recording.ledger.tally(sighting, stage: stage)
            guard !tally.isEmpty else { return nil }
            return Finding(
                severity: card.severity, confidence: confidence,
                title: title ?? card.title(packets: tally.packets), what: card.why,
                basis: .sighting(sighting), stage: stage)
        }
    }

    /// Number of frames sighted in the judged stages.
    func count(of sighting: Sighting) -> UInt64 {
        judgedStages.reduce(0) { $0 + recording.ledger.tally(sighting, stage: $1).packets }
    }
}
