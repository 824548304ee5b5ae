extension Report {
    /// Something that was found, with the packets that show it.
    public struct Finding: Encodable, Sendable {
        /// `F1`, `F2` and so on.
        public let id: String
        /// The check that found it.
        public let checkID: CheckID
        /// The check's severity, at most low when the confidence is only possible.
        public let severity: Severity
        /// How sure it is.
        public let confidence: Confidence
        /// The heading.
        public let title: String
        /// What happened, and why it matters.
        public let what: String
        /// Who could see it: `lan`, `isp`, `isp_resolver`, `destination`.
        public let seenBy: [String]
        /// The stage in which it began.
        public let stage: StageName
        /// The packets that show it.
        public let packets: Packets
        /// What to do about it.
        public let fix: Fix
        /// SHA-256 of what makes two findings the same, without addresses and times.
        public let fingerprint: String
        /// Exemplary packets with what they say, one at least.
        public let evidence: [Evidence]

        /// A finding; `severity` is the check's, which the confidence may lower.
        public init(
            id: String, checkID: CheckID, severity: Severity, confidence: Confidence, title: String,
            what: String, seenBy: [String], stage: StageName, packets: Packets, fix: Fix,
            fingerprint: String, evidence: [Evidence]
        ) {
            self.id = id
            self.checkID = checkID
            self.severity = confidence == .possible ? min(severity, .low) : severity
            self.confidence = confidence
            self.title = title
            self.what = what
            self.seenBy = seenBy
            self.stage = stage
            self.packets = packets
            self.fix = fix
            self.fingerprint = fingerprint
            self.evidence = evidence
        }

        /// The highest severity among the findings of each check.
        static func severities(of findings: [Finding]) -> [CheckID: Severity] {
            Dictionary(findings.map { ($0.checkID, $0.severity) }, uniquingKeysWith: max)
        }

        /// Writes the packets' fields beside the others.
        public func encode(to encoder: any Encoder) throws {
            try packets.encode(to: encoder)
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(id, forKey: .id)
            try container.encode(checkID, forKey: .checkID)
            try container.encode(Verdict.fail, forKey: .verdict)
            try container.encode(severity, forKey: .severity)
            try container.encode(confidence, forKey: .confidence)
            try container.encode(title, forKey: .title)
            try container.encode(what, forKey: .what)
            try container.encode(seenBy, forKey: .seenBy)
            try container.encode(stage, forKey: .stage)
            try container.encode(fix, forKey: .fix)
            try container.encode(fingerprint, forKey: .fingerprint)
            try container.encode(evidence, forKey: .evidence)
        }

        private enum CodingKeys: String, CodingKey {
            case id
            case checkID = "check_id"
            case verdict, severity, confidence, title, what
            case seenBy = "seen_by"
            case stage, fix, fingerprint, evidence
        }
    }

    /// What to do about a finding.
    public struct Fix: Encodable, Hashable, Sendable {
        /// One sentence.
        public let summary: String
        /// Commands, one a line, to be read before they are run.
        public let commands: [String]

        /// Advice from a card.
        public init(summary: String, commands: [String]) {
            self.summary = summary
            self.commands = commands
        }
    }
}
