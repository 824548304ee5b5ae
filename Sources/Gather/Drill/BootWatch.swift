public import Evidence

/// The time before the tunnel is brought up, as a fault of its own: what runs already must not leave.
///
/// It is not undone, but ends when the tunnel is brought up.
public struct BootWatch: Sendable {
    private let seconds: Int
    private let proof: @Sendable () -> DrilledFault.Proof
    private let ways: @Sendable () -> [DrilledFault.Way]

    /// A watch of so many seconds; `proof` tells whether the tunnel is not there yet, and `ways` where the
    /// routes lead.
    public init(
        seconds: Int, proof: @escaping @Sendable () -> DrilledFault.Proof,
        ways: @escaping @Sendable () -> [DrilledFault.Way]
    ) {
        self.seconds = seconds
        self.proof = proof
        self.ways = ways
    }

    /// Watches, while traffic runs that the caller has started.
    public func run() -> DrilledFault {
        let (from, watch) = (Session.now, Stopwatch())
        var proof = self.proof()
        while watch.nanoseconds < UInt64(seconds) &* 1_000_000_000 { DrillCourse.pause() }
        // A tunnel that came meanwhile would have held what was sent.
        if case .shown = proof { proof = self.proof() }
        let ways = self.ways()
        let until = Session.now
        var drilled = DrilledFault(
            .boot, from: from, at: from, until: until, undone: until, proof: proof)
        drilled.ways = ways
        return drilled
    }
}
