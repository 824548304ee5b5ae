internal import Wire

extension Recording {
    /// Seals what a fold has counted, and names what it could not see.
    ///
    /// Throws only when nothing can be judged. `tunnelInterfaces` are names that must be there.
    init(
        sealing store: LedgerStore, files: [CaptureFacts], probes: [Answer], watch: LiveWatch?,
        tunnelInterfaces: Set<String>
    ) throws(EvidenceError) {
        let clock = store.fold.clock
        store.fold.restartClock()
        let jumps = store.fold.jumps.sorted { $0.file < $1.file }
        let recording = Recording(
            Ledger(sealing: store, probes: probes), of: store, files: files, clock: clock)
        let inspection = Inspection(
            recording: recording, blindness: store.fold.blindness, isEmpty: clock.isEmpty,
            jumps: jumps, surplusClaims: store.fold.network.surplus,
            surplusObservations: store.fold.observations.surplus, watch: watch,
            heartbeats: store.fold.heartbeats)
        try inspection.refuseIfBlind(tunnelInterfaces: tunnelInterfaces)
        self = recording
        coverage = inspection.coverage()
    }

    /// What a fold that goes on has counted so far, without a word on what it could not see.
    init(lookingAt store: LedgerStore) {
        let facts = CaptureFacts(
            name: OutsideText("the stream"), frames: 0, dropped: nil, isComplete: true, damage: nil)
        self.init(Ledger(lookingAt: store), of: store, files: [facts], clock: store.fold.clock)
    }

    private init(
        _ ledger: Ledger, of store: LedgerStore, files: [CaptureFacts], clock: FoldClock
    ) {
        let allowance = store.fold.allowance
        let subject = Subject(
            files: files, vantages: store.fold.vantages, outer: allowance.outer,
            host: store.fold.host, stages: store.fold.stages,
            start: min(clock.earliest, clock.latest), end: clock.latest)
        self.init(
            subject: subject, ledger: ledger, observations: store.fold.observations.observations,
            coverage: Coverage(), allowance: allowance)
    }
}

extension CaptureFacts {
    /// The facts of a capture that was read to its end.
    init(_ name: OutsideText, _ ending: CaptureFile.Ending) {
        var damage: String?
        if let error = ending.damage {
            damage = "it is damaged after frame \(ending.frames) (\(error))"
        } else if !ending.isComplete {
            damage = "its last record lacks \(ending.missing) bytes or more"
        }
        self.init(
            name: name, frames: ending.frames, dropped: ending.dropped,
            isComplete: ending.isComplete, damage: damage)
    }
}
