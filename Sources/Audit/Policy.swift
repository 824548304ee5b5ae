public import Evidence
public import Wire

/// What was promised, and what may travel outside the tunnel in each stage.
public struct Policy: Sendable {
    /// From which result on a run fails.
    public var failOn = FailOn.leak
    /// Whether an undecided check counts as a fail.
    public var strict = false
    /// Whether not proven ends with the exit code of sealed.
    public var allowsInconclusive = false
    /// Whether the local network allowance holds.
    public var allowsLocalNetwork = false
    /// Whether the tunnel's promise holds at all times.
    public var killSwitch = Report.Policy.KillSwitch.none
    /// Traffic allowed outside, and the declared control plane; expired entries are not among them.
    public var entries: [Entry] = []
    /// Resolvers whose answers count as the tunnel's own.
    public var resolvers: [String] = []
    /// Addresses that the exit is advertised with; empty where nobody says.
    public var exits: [IPPrefix] = []
    /// Results that are known and accepted: they stay visible, one severity milder.
    public var accepted: [Accepted] = []
    /// How long after a fault of a drill packets may leave before that is a leak, in nanoseconds.
    public var grace: UInt64 = 0
    /// Names of entries whose date has passed.
    public var expired: [String] = []

    /// Traffic that is allowed, and until when.
    public struct Entry: Sendable {
        /// What is allowed.
        public let traffic: AllowedTraffic
        /// The last day on which it is, as the file spells it.
        public let until: String

        /// An entry from its parts.
        public init(traffic: AllowedTraffic, until: String) {
            self.traffic = traffic
            self.until = until
        }
    }

    /// A known result.
    public struct Accepted: Sendable {
        /// The check.
        public let check: CheckID
        /// Why it is accepted.
        public let reason: String
        /// The last day on which it is, as the file spells it.
        public let until: String

        /// An accepted result from its parts.
        public init(check: CheckID, reason: String, until: String) {
            self.check = check
            self.reason = reason
            self.until = until
        }
    }

    /// The default policy: any leak fails, nothing but the tunnel may travel outside.
    public init() {}

    /// The plain value that the fold needs.
    public func allowance(outer: [OuterFlow]) -> Allowance {
        Allowance(
            outer: outer, allowsLocalNetwork: allowsLocalNetwork,
            entries: entries.map(\.traffic))
    }

    /// How much harm a finding of a check does, once what is accepted was made milder.
    func severity(of finding: Finding, by check: CheckID) -> Severity {
        accepted.contains { $0.check == check } ? finding.severity.milder : finding.severity
    }
}
