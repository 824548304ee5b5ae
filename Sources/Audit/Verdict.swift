/// What a check decided.
public enum Verdict: Sendable {
    /// The bad thing was given a fair chance and did not happen.
    case pass(Citation)
    /// The bad thing was seen.
    case fail(Findings)
    /// There was no fair chance.
    case inconclusive(Doubt)
    /// The question has no meaning here: measured, never assumed.
    case notApplicable(Precondition)

    /// Whether the bad thing was seen.
    public var isFail: Bool { if case .fail = self { true } else { false } }
    /// Whether the bad thing was given a fair chance and did not happen.
    public var isPass: Bool { if case .pass = self { true } else { false } }
}

/// What proves that a passed check could have failed.
public struct Citation: Sendable {
    /// The control that proves it.
    public let control: Report.ControlID
    /// What was seen, in a few words.
    public let fact: String
    /// What held the traffic of a drill, what proves least first; nil where nothing was to be held.
    public let holds: [Hold]?

    /// A citation from its parts; "nothing was seen" has no control and cannot be spelt.
    public init(_ control: Report.ControlID, fact: String, holds: [Hold]? = nil) {
        self.control = control
        self.fact = fact
        self.holds = holds
    }
}

/// One or more findings.
public struct Findings: Sendable {
    /// The findings, at least one.
    public let all: [Finding]

    /// Findings of which there is at least one.
    public init(_ first: Finding, _ others: [Finding] = []) { all = [first] + others }
}

/// Why a check could not decide.
public struct Doubt: Sendable {
    /// The reason code that `explain` takes.
    public let code: String
    /// What was missing, in a few words.
    public let fact: String

    /// A doubt from its parts.
    public init(_ code: String, fact: String) {
        self.code = code
        self.fact = fact
    }
}

/// A precondition that was measured to be false.
public struct Precondition: Sendable {
    /// The reason code that `explain` takes.
    public let code: String
    /// What was measured, in a few words.
    public let fact: String

    /// A precondition from its parts.
    public init(_ code: String, fact: String) {
        self.code = code
        self.fact = fact
    }
}
