/// The mildest fail that turns the headline into a leak (`--fail-on`).
public enum FailOn: String, CaseIterable, Sendable {
    /// A fail of medium severity or higher.
    case leak
    /// Any fail.
    case notice
    /// None.
    case never

    /// Whether a finding turns the headline into a leak; one that is only `possible` never does.
    public func counts(_ finding: Report.Finding) -> Bool {
        counts(finding.severity, finding.confidence)
    }

    /// Whether a finding of this severity and confidence does.
    func counts(_ severity: Severity, _ confidence: Confidence) -> Bool {
        guard confidence > .possible else { return false }
        return switch self {
        case .leak: severity.isLeak
        case .notice: true
        case .never: false
        }
    }
}
