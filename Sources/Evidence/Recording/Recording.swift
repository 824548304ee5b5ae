/// What was seen, and nothing that was concluded: the value that checks judge.
public struct Recording: Sendable {
    /// What was watched.
    public var subject: Subject
    /// What was counted.
    public var ledger: Ledger
    /// Single facts.
    public var observations: [Observation]
    /// Whether it was recorded by a run of our own, with its controls.
    public var isLive = false
    /// What became of the probes of a live run, in order of their numbers.
    public var answers: [Answer] = []
    /// What is known of the machine in a live run; nil otherwise.
    public var host: HostFacts?
    /// The sockets that a live run saw, in order of their numbers; nil if nobody watched them.
    public var sockets: [SocketSighting]?
    /// Who sent the stray frames, for each stratum of the ledger; see `senders(of:)`.
    var senders: [[Sender: UInt64]] = []
    /// What a drill did; nil if the run was none.
    public var drill: Drill?
    /// What could be seen.
    public var coverage: Coverage
    /// What the run was allowed to send outside.
    public let allowance: Allowance

    /// A recording from its parts.
    public init(
        subject: Subject, ledger: Ledger, observations: [Observation], coverage: Coverage,
        allowance: Allowance
    ) {
        self.subject = subject
        self.ledger = ledger
        self.observations = observations
        self.coverage = coverage
        self.allowance = allowance
    }

    /// The same recording without anything that was seen: what a dead sensor would have left.
    public func silenced() -> Recording {
        var silent = Recording(
            subject: subject, ledger: .empty, observations: [], coverage: coverage,
            allowance: allowance)
        silent.isLive = isLive
        silent.host = host
        silent.drill = drill
        silent.drill?.strays = []
        for fault in silent.drill?.faults.indices ?? 0..<0 {
            silent.drill?.faults[fault].changes = []
        }
        return silent
    }
}
