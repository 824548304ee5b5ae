extension Report {
    /// Something that was found, with the packets that show it.
    public struct Finding: Sendable {
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
        /// The packets that show it; nil where only probes do.
        public let packets: Packets?
        /// What to do about it.
        public let fix: Fix
        /// SHA-256 of what makes two findings the same, without addresses and times.
        public let fingerprint: String
        /// Exemplary packets or probes with what they say, one at least.
        public let evidence: [Evidence]
        /// Whether all of it left within the policy's grace, so that it is no leak.
        public let isWithinGrace: Bool
        /// How long its packets left in each of several runs that found it, in seconds; empty of one run.
        public internal(set) var exposures: [Double] = []
        /// How many runs decided its check; 0 of one run.
        public internal(set) var runs = 0

        /// A finding; `severity` is the check's, which the confidence may lower.
        public init(
            id: String, checkID: CheckID, severity: Severity, confidence: Confidence, title: String,
            what: String, seenBy: [String], stage: StageName, packets: Packets?, fix: Fix,
            fingerprint: String, evidence: [Evidence], isWithinGrace: Bool = false
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
            self.isWithinGrace = isWithinGrace
        }

        /// The highest severity among the findings of each check.
        static func severities(of findings: [Finding]) -> [CheckID: Severity] {
            Dictionary(findings.map { ($0.checkID, $0.severity) }, uniquingKeysWith: max)
        }
    }

    /// What to do about a finding.
    public struct Fix: Hashable, Sendable {
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
