/// How much of what was asked a run decided: the severity-weighted share of the applicable checks
/// that reached pass or fail.
///
/// It says nothing about how good the tunnel is, and is never merged with the headline.
public struct Assurance: Hashable, Sendable {
    /// The share in ten-thousandths, 0 to 10 000; 10 000 only when everything was decided.
    public let tenThousandths: Int

    /// The assurance of these checks; nil when no check with a weight was applicable.
    public init?(of checks: [Report.Check]) {
        let applicable = checks.filter { $0.verdict != .notApplicable }
        let whole = applicable.reduce(0) { $0 + $1.severity.weight }
        guard whole > 0 else { return nil }
        let decided = applicable.filter(\.isDecided).reduce(0) { $0 + $1.severity.weight }
        let rounded = (decided * 10_000 + whole / 2) / whole
        tenThousandths = decided < whole ? min(rounded, 9_999) : 10_000
    }

    /// The share as people read it: whole percent, rounded down.
    public var percent: Int { tenThousandths / 100 }
}
