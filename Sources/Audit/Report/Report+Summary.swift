extension Report {
    /// Counts over the whole run.
    public struct Summary: Encodable, Sendable {
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

        init(headline: Headline, checks: [Check], findings: [Finding], leaked: Leaked?) {
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
                case .pass: "Nothing left outside the tunnel"
                case .fail: Self.leak(findings: findings, leaked: leaked)
                case .inconclusive: "It is not proven that nothing left outside the tunnel"
                case .error: "Nothing could be judged"
                }
        }

        /// Writes what leaked beside the counts.
        public func encode(to encoder: any Encoder) throws {
            try leaked?.encode(to: encoder)
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(headline, forKey: .headline)
            try container.encode(passCount, forKey: .passCount)
            try container.encode(failCount, forKey: .failCount)
            try container.encode(noticeCount, forKey: .noticeCount)
            try container.encode(inconclusiveCount, forKey: .inconclusiveCount)
            try container.encode(notApplicableCount, forKey: .notApplicableCount)
            try container.encode(errorCount, forKey: .errorCount)
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

        private enum CodingKeys: String, CodingKey {
            case headline
            case passCount = "pass_count"
            case failCount = "fail_count"
            case noticeCount = "notice_count"
            case inconclusiveCount = "inconclusive_count"
            case notApplicableCount = "not_applicable_count"
            case errorCount = "error_count"
        }
    }

    /// All that leaked, each frame counted once.
    public struct Leaked: Encodable, Sendable {
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

        private enum CodingKeys: String, CodingKey {
            case packetCount = "leaked_packet_count"
            case byteCount = "leaked_byte_count"
            case exposure = "exposure_duration_s"
            case firstAt = "first_leak_at"
            case lastAt = "last_leak_at"
        }
    }
}
