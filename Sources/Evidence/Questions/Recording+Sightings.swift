/// What was sighted.
extension Recording {
    /// Whether something was sighted in any stage.
    public func shows(_ sighting: Sighting) -> Bool {
        subject.stages.marks.indices.contains { !ledger.tally(sighting, stage: $0).isEmpty }
    }
}
