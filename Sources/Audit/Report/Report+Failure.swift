public import Wire

extension Report {
    /// Why a run could not run, or was stopped.
    public struct Failure: Sendable {
        /// The code of a run that a signal stopped.
        public static let stopped = "run.stopped"

        /// The reason code.
        public let code: String
        /// One sentence, which may quote names of files.
        public let message: OutsideText

        /// A failure of the whole run.
        public init(code: String, message: OutsideText) {
            self.code = code
            self.message = message
        }

        /// The failure of the first check, when every check could not run; nil otherwise.
        init?(ofAll checks: [Check]) {
            guard let first = checks.first, checks.allSatisfy({ $0.verdict == .error }),
                let code = first.reasonCode
            else { return nil }
            self.init(code: code, message: first.fact)
        }
    }
}
