public import Wire

/// Folds a capture while it is being made, with the very fold that reads files.
///
/// The capture comes through a pipe as pcapng with the link type LINUX_SLL2, which tells who sent each
/// frame, so that no survey has to come first. What each interface is stands in its description: the
/// raw value of a `Vantage.Role`; one that says nothing is an underlay.
public struct StreamAnalysis: Sendable {
    /// What may travel outside.
    public var allowance: Allowance
    /// The machine's addresses on its underlays, which are never taken for the tunnel's.
    public var ownAddresses: [IPAddress] = []

    /// An analysis of one stream.
    public init(allowance: Allowance) { self.allowance = allowance }

    /// Reads the stream to its end; `tell` is given what is new after every read that brought
    /// something.
    ///
    /// Takes over the descriptor. Throws only when nothing can be judged. Heartbeats are told and not
    /// missed: only whoever sends them knows where and when they were to come.
    public func run(
        from descriptor: Int32, tell: (StreamLook) -> Void
    ) throws(EvidenceError) -> Recording {
        let name = "the stream"
        let store = LedgerStore(
            Fold(
                allowance: allowance, stages: StageLine([]),
                host: HostIdentity(basis: .linkLayer), ownAddresses: ownAddresses,
                // Somebody vouches for the roles, so nothing is guessed by an interface's kind.
                watchedFrom: 0))
        store.fold.begin(FileRole(tellsRoles: true))
        var file = CaptureFile(descriptor: descriptor, name: name)
        var news = StreamNews()
        while try file.step(into: &store.fold) {
            if let look = news.look(at: store) { tell(look) }
        }
        if let look = news.look(at: store) { tell(look) }
        let facts = CaptureFacts(OutsideText(name), try file.ending(stopped: false))
        return try Recording(
            sealing: store, files: [facts], probes: [], watch: nil, tunnelInterfaces: [])
    }
}
