/// How much harm a finding does (catalogue: real identity and activity first).
public enum Severity: String, CaseIterable, Sendable, Comparable {
    case info, low, medium, high, critical

    /// The share that a check of this severity has in the assurance: 8, 4, 2, 1, and none for info.
    public var weight: Int {
        switch self {
        case .critical: 8
        case .high: 4
        case .medium: 2
        case .low: 1
        case .info: 0
        }
    }

    /// Whether a fail of this severity is a leak; below, people read it as a notice.
    public var isLeak: Bool { self >= .medium }

    /// One step less, for a result that is known and accepted.
    public var milder: Severity { Severity.allCases[max(0, rank - 1)] }

    /// Orders from `info` to `critical`.
    public static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }

    private var rank: Int { Severity.allCases.firstIndex(of: self) ?? 0 }
}
