public import Evidence

/// What was promised, and what may travel outside the tunnel in each stage.
public struct Policy: Sendable {
    /// From which result on a run fails.
    public var failOn = FailOn.leak
    /// Whether an undecided check counts as a fail.
    public var strict = false
    /// Whether the local network allowance holds.
    public var allowsLocalNetwork = false
    /// Whether the tunnel's promise holds at all times.
    public var killSwitch = KillSwitch.none
    /// Traffic allowed outside, and the declared control plane; expired entries are not among them.
    public var entries: [AllowedTraffic] = []
    /// Results that are known and accepted: they stay visible, one severity milder.
    public var accepted: [Accepted] = []
    /// Names of entries whose date has passed.
    public var expired: [String] = []

    /// From which result on a run fails.
    public enum FailOn: String, CaseIterable, Sendable { case leak, notice, never }
    /// Whether traffic before `connected` is judged too.
    public enum KillSwitch: String, CaseIterable, Sendable { case none, always }

    /// A known result.
    public struct Accepted: Sendable {
        /// The check.
        public let check: CheckID
        /// Why it is accepted.
        public let reason: String

        /// An accepted result from its parts.
        public init(check: CheckID, reason: String) {
            self.check = check
            self.reason = reason
        }
    }

    /// The default policy: any leak fails, nothing but the tunnel may travel outside.
    public init() {}

    /// The plain value that the fold needs.
    public func allowance(outer: [OuterFlow]) -> Allowance {
        Allowance(outer: outer, allowsLocalNetwork: allowsLocalNetwork, entries: entries)
    }
}
