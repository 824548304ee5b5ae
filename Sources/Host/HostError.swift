internal import Evidence

/// Why the machine could not be read.
///
/// Two errors are equal when their codes are.
public struct HostError: Error, Equatable, Sendable {
    /// What went wrong; codes may be added.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The stable spelling.
        public let rawValue: String

        /// A code from its spelling.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// A network namespace cannot be entered.
        public static let namespace = Code(rawValue: "host.namespace")
        /// The system refused a call, for want of privilege or for another reason.
        public static let refused = Code(rawValue: "host.refused")
        /// The kernel or a file answered with something that cannot be understood.
        public static let damaged = Code(rawValue: "host.damaged")
        /// The machine changed faster than it could be read.
        public static let restless = Code(rawValue: "host.restless")
        /// What a run of ours noted to be undone cannot be trusted or understood.
        public static let journal = Code(rawValue: "host.journal")
    }

    /// What went wrong.
    public let code: Code
    /// What was asked for.
    public let subject: String
    /// One sentence for people.
    public let reason: String

    /// An error from its parts.
    public init(_ code: Code, subject: String, reason: String) {
        self.code = code
        self.subject = subject
        self.reason = reason
    }

    /// Whether both have the same code.
    public static func == (left: HostError, right: HostError) -> Bool { left.code == right.code }

    /// The error of a system call that failed with this number.
    init(_ code: Code, subject: String, number: Int32) {
        self.init(code, subject: subject, reason: SystemReason.sentence(number))
    }
}
