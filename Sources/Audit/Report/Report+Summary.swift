extension Report {
    /// Counts over the whole run.
    public struct Summary: Sendable {
        /// One sentence without a full stop.
        public let headline: String
        /// Checks that passed.
        public let passCount: Int
        /// Checks that failed, notices included.
        public let failCount: Int
        /// Checks whose fail is only a notice.
        public let noticeCount: Int
        /// Checks that could not be decided.
        public let inconclusiveCount: Int
        /// Checks whose question has no meaning here.
        public let notApplicableCount: Int
        /// Checks that could not run.
        public let errorCount: Int
        /// What leaked; nil when nothing did.
        public let leaked: Leaked?

        /// `isPartial`: there are checks that were not asked for. `isExercised` is false of a drill in which
        /// nothing tested the kill switch.
        init(
            headline: Headline, checks: [Check], findings: [Finding], leaked: Leaked?,
            isPartial: Bool, isExercised: Bool
        ) {
            let severities = Finding.severities(of: findings)
            func count(_ verdict: Verdict) -> Int { checks.count { $0.verdict == verdict } }
            passCount = count(.pass)
            failCount = count(.fail)
            noticeCount = checks.count {
                $0.verdict == .fail && !(severities[$0.id] ?? $0.severity).isLeak
            }
            inconclusiveCount = count(.inconclusive)
            notApplicableCount = count(.notApplicable)
            errorCount = count(.error)
            self.leaked = leaked
            self.headline =
                switch headline {
                case .pass where isPartial: "Nothing of what was asked for left outside the tunnel"
                case .pass: "Nothing left outside the tunnel"
                case .fail: Self.leak(findings: findings, leaked: leaked)
                case .inconclusive where !isExercised: "The kill switch was not exercised"
                case .inconclusive: "It is not proven that nothing left outside the tunnel"
                case .error: "Nothing could be judged"
                }
        }

        private static func leak(findings: [Finding], leaked: Leaked?) -> String {
            if let leaked {
                return leaked.packetCount == 1
                    ? "1 packet left outside the tunnel"
                    : "\(leaked.packetCount) packets left outside the tunnel"
            }
            let worst = findings.map(\.severity).max()
            return findings.first { $0.severity == worst }?.title
                ?? "Something left outside the tunnel"
        }
    }

    /// All that leaked, each frame counted once.
    public struct Leaked: Sendable {
        /// How many packets.
        public let packetCount: Int
        /// Their original lengths added up.
        public let byteCount: Int
        /// From the first to the last, in seconds.
        public let exposure: Double
        /// When the first left, RFC 3339 in UTC with as many digits as the file has.
        public let firstAt: String
        /// When the last left.
        public let lastAt: String

        /// One packet or more.
        public init(
            packetCount: Int, byteCount: Int, exposure: Double, firstAt: String, lastAt: String
        ) {
            self.packetCount = packetCount
            self.byteCount = byteCount
            self.exposure = exposure
            self.firstAt = firstAt
            self.lastAt = lastAt
        }
    }
}
