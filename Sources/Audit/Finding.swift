public import Evidence

/// One sentence that cites what was seen.
public struct Finding: Sendable {
    /// How much harm it does.
    public var severity: Severity
    /// How sure it is.
    public var confidence: Confidence
    /// The heading.
    public var title: String
    /// What happened and why, in a sentence or two.
    public var what: String
    /// The frames it stands on.
    public var basis: Basis
    /// Index of the stage.
    public var stage: Int
    /// Number of distinct names; nil where there are none.
    public var nameCount: Int?
    /// Whether all of it left within the policy's grace.
    var isWithinGrace = false

    /// What a finding stands on.
    public enum Basis: Sendable {
        /// Strata of the ledger, by index; `counted` were counted under this check, `cited` under an
        /// earlier cause.
        case strata(counted: Set<Int>, cited: Set<Int>)
        /// Frames of a sighting.
        case sighting(Sighting)
        /// The payload of an outer flow, by its number.
        case outerFlow(Int)
        /// Stray frames of a drill, whatever they were counted under.
        case strays([StrayFrame])
        /// What was set differently behind a fault, by the fault's index.
        case changes(fault: Int)
        /// What became of probes, by their numbers in the recording, and nothing captured.
        case answers([Int])
    }

    /// A finding from its parts.
    public init(
        severity: Severity, confidence: Confidence, title: String, what: String, basis: Basis,
        stage: Int, nameCount: Int? = nil
    ) {
        self.severity = severity
        self.confidence = confidence
        self.title = title
        self.what = what
        self.basis = basis
        self.stage = stage
        self.nameCount = nameCount
    }
}
