public import Wire

extension Report {
    /// A verdict in a report: the four of the judge, and `error`.
    ///
    /// The order of the cases is from worst to mildest, as a group of checks shows it.
    public enum Verdict: String, CaseIterable, Sendable {
        /// The bad thing was seen.
        case fail
        /// The part of the recording that the check needs could not be read.
        case error
        /// There was no fair chance to see it.
        case inconclusive
        /// It was given a fair chance and did not happen.
        case pass
        /// The question has no meaning here.
        case notApplicable
    }

    /// What became of a check, with what each verdict must tell.
    public enum Outcome: Sendable {
        /// Nothing left outside, and this control proves that it would have been seen.
        case pass(ControlID)
        /// The ids of its findings, one at least, and the highest of their confidences.
        case fail(findings: [String], Confidence)
        /// The reason code of why it could not be decided.
        case inconclusive(String)
        /// The reason code of the precondition that was measured false.
        case notApplicable(String)
        /// The reason code of what broke.
        case error(String)

        /// The verdict alone.
        public var verdict: Verdict {
            switch self {
            case .pass: .pass
            case .fail: .fail
            case .inconclusive: .inconclusive
            case .notApplicable: .notApplicable
            case .error: .error
            }
        }
    }

    /// A check that was asked for, and what became of it.
    public struct Check: Sendable {
        /// Its name.
        public let id: CheckID
        /// The line it stands in.
        public let title: String
        /// Its severity in the catalogue.
        public let severity: Severity
        /// What was counted, in a few words that may quote the capture.
        public let fact: OutsideText
        /// What became of it.
        public let outcome: Outcome

        /// A judged check; `title` is its card's line.
        public init(
            id: CheckID, title: String, severity: Severity, fact: OutsideText, outcome: Outcome,
            heldBy: Hold? = nil
        ) {
            self.id = id
            self.title = title
            self.severity = severity
            self.fact = fact
            self.outcome = outcome
            self.heldBy = heldBy
        }

        /// What held the traffic of a drill: the firewall wherever it did, else what proves least; nil for
        /// other checks.
        public let heldBy: Hold?

        /// Its verdict.
        public var verdict: Verdict { outcome.verdict }

        /// Whether it reached pass or fail.
        public var isDecided: Bool { verdict == .pass || verdict == .fail }

        /// Whether it was applicable and not decided.
        public var isUndecided: Bool { verdict == .inconclusive || verdict == .error }

        /// Why it was not decided or not applicable; nil for pass and fail.
        public var reasonCode: String? {
            switch outcome {
            case .inconclusive(let code), .notApplicable(let code), .error(let code): code
            case .pass, .fail: nil
            }
        }
    }
}
