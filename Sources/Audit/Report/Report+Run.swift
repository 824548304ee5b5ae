public import Wire

extension Report {
    /// The program that wrote a report.
    public struct Tool: Sendable {
        /// Always `watertight`.
        public let name = "watertight"
        /// The version, such as `0.1.0`.
        public let version: String
        /// The commit it was built from.
        public let buildCommit: String?

        /// A build of the program.
        public init(version: String, buildCommit: String? = nil) {
            self.version = version
            self.buildCommit = buildCommit
        }
    }

    /// When and how the program was run.
    public struct Run: Sendable {
        /// The run's name.
        public let id: String
        /// When it began, RFC 3339 in UTC.
        public let startedAt: String
        /// How long it took, in seconds.
        public let duration: Double
        /// The command, such as `analyze`.
        public let command: String
        /// The command line, program name first.
        public let arguments: [OutsideText]
        /// By what the user and those of the run can be known, own ones first; nil where nobody can tell.
        /// Set by the report.
        public private(set) var identifiers: [Identifier]?
        /// The exit code; set by the report.
        public private(set) var exitCode = 0

        /// A run whose exit code its report will tell.
        public init(
            id: String, startedAt: String, duration: Double, command: String,
            arguments: [OutsideText]
        ) {
            self.id = id
            self.startedAt = startedAt
            self.duration = duration
            self.command = command
            self.arguments = arguments
        }

        func ending(_ exitCode: Int) -> Run {
            var ended = self
            ended.exitCode = exitCode
            return ended
        }

        /// The same run, of which these are known.
        public func knowing(_ identifiers: [Identifier]) -> Run {
            var known = self
            known.identifiers = Array(identifiers.prefix(Identifier.most))
            return known
        }
    }
}
