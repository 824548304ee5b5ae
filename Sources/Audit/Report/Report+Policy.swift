public import Wire

extension Report {
    /// The policy in force, with the keys of a policy file.
    public struct Policy: Sendable {
        /// When a kill switch was promised.
        public enum KillSwitch: String, Sendable {
            case none
            /// In every stage, so what leaves before `connected` is judged too.
            case always
        }

        /// The mildest fail that makes the headline a leak.
        public let failOn: FailOn
        /// Whether an undecided check counts as a fail.
        public let strict: Bool
        /// Whether not proven ends with the exit code of sealed.
        public let allowsInconclusive: Bool
        /// Whether the local network allowance holds.
        public let allowLAN: Bool
        /// When a kill switch was promised.
        public let killSwitch: KillSwitch
        /// What may travel outside.
        public let allow: [Allowed]
        /// Resolvers whose answers count as the tunnel's own.
        public let resolver: [String]
        /// Known results that weigh one severity less.
        public let accept: [Accepted]
        /// How long after a fault packets may leave before that is a leak, in seconds; 0 for not at all.
        public let grace: Double

        /// A policy; the defaults are those of a run without a policy file.
        public init(
            failOn: FailOn = .leak, strict: Bool = false, allowsInconclusive: Bool = false,
            allowLAN: Bool = false, killSwitch: KillSwitch = .none, allow: [Allowed] = [],
            resolver: [String] = [], accept: [Accepted] = [],
            grace: Double = 0
        ) {
            self.failOn = failOn
            self.strict = strict
            self.allowsInconclusive = allowsInconclusive
            self.allowLAN = allowLAN
            self.killSwitch = killSwitch
            self.allow = allow
            self.resolver = resolver
            self.accept = accept
            self.grace = grace
        }
    }

    /// Traffic that the policy allows outside the tunnel.
    public struct Allowed: Sendable {
        /// The rule's name.
        public let name: OutsideText
        /// Destination address with prefix length.
        public let destination: String
        /// The protocol; nil for any.
        public let transport: String?
        /// The port; nil for any.
        public let port: UInt16?
        /// The stage; nil for all.
        public let stage: StageName?
        /// Why it is allowed.
        public let reason: OutsideText
        /// The last day on which it holds, `YYYY-MM-DD`.
        public let until: String

        /// A rule of the policy.
        public init(
            name: OutsideText, destination: String, transport: String?, port: UInt16?,
            stage: StageName?, reason: OutsideText, until: String
        ) {
            self.name = name
            self.destination = destination
            self.transport = transport
            self.port = port
            self.stage = stage
            self.reason = reason
            self.until = until
        }
    }

    /// A known result that the policy accepts.
    public struct Accepted: Sendable {
        /// The check.
        public let check: CheckID
        /// Why it is accepted.
        public let reason: OutsideText
        /// The last day on which it holds, `YYYY-MM-DD`.
        public let until: String

        /// An accepted result.
        public init(check: CheckID, reason: OutsideText, until: String) {
            self.check = check
            self.reason = reason
            self.until = until
        }
    }
}
