/// How sure a finding is.
public enum Confidence: String, CaseIterable, Sendable, Comparable {
    /// Only an outside party said so; never fails a run.
    case possible
    /// Direction was inferred, or the frame was matched to a probe by time and size.
    case probable
    /// The frame is in our capture, outside the tunnel, with its direction known.
    case certain

    /// Orders from `possible` to `certain`.
    public static func < (left: Confidence, right: Confidence) -> Bool { left.rank < right.rank }

    private var rank: Int { Confidence.allCases.firstIndex(of: self) ?? 0 }
}
