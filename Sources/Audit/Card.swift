/// What people read about a check; the only place where it is written.
///
/// `explain`, `list`, the reports and `checks/README.md` are generated from it.
public struct Card: Sendable {
    /// The short name of the line it stands in, such as `DNS`; several checks may share a line.
    public let line: String
    /// One sentence that is true when the check passes.
    public let claim: String
    /// The heading of a finding, in which `%d` is the number of packets.
    public let failure: String
    /// Why it matters and how it comes about.
    public let why: String
    /// What the check cannot see.
    public let limits: String
    /// What to do about a fail.
    public let remedy: String
    /// Commands that help; each is one line to be read before it is run.
    public let commands: [String]
    /// Who can see what left: `lan`, `isp`, `isp_resolver`, `destination`.
    public let seenBy: [String]
    /// The severity in the catalogue.
    public let severity: Severity
    /// RFC sections, CVEs and papers.
    public let references: [String]

    /// A card, all of whose fields are required so that none is forgotten.
    public init(
        line: String, claim: String, failure: String, why: String, limits: String, remedy: String,
        commands: [String], seenBy: [String], severity: Severity, references: [String]
    ) {
        self.line = line
        self.claim = claim
        self.failure = failure
        self.why = why
        self.limits = limits
        self.remedy = remedy
        self.commands = commands
        self.seenBy = seenBy
        self.severity = severity
        self.references = references
    }
}
