/// Why a lab could not be made, entered or taken down.
public struct LabError: Error, Sendable {
    /// What went wrong; codes may be added. The spelling is what `explain` takes.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The stable spelling.
        public let rawValue: String

        /// A code from its spelling.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The caller is not root.
        public static let notRoot = Code(rawValue: "env.root")
        /// Another process makes or takes down this lab.
        public static let busy = Code(rawValue: "lab.busy")
        /// There is no lab of that name, or it is not up.
        public static let missing = Code(rawValue: "lab.missing")
        /// A program of the lab failed, or could not be started.
        public static let failed = Code(rawValue: "lab.failed")
        /// Something did not become ready in time.
        public static let timeout = Code(rawValue: "lab.timeout")
        /// A file of the lab cannot be read or written.
        public static let state = Code(rawValue: "lab.state")
    }

    /// What went wrong.
    public let code: Code
    /// What failed, a few words.
    public let subject: String
    /// Why, a sentence or two for people.
    public let reason: String

    /// An error from its parts.
    public init(_ code: Code, _ subject: String, _ reason: String) {
        self.code = code
        self.subject = subject
        self.reason = reason
    }

    /// An error with the system's reason for the last call that failed.
    static func system(_ code: Code, _ subject: String, _ number: Int32) -> LabError {
        LabError(code, subject, "\(SystemText.reason(number)).")
    }
}
