/// A named stretch of a run.
public enum Stage: String, CaseIterable, Sendable, Codable {
    case baseline, connecting, connected, faulted, recovered, disconnected

    /// Whether the tunnel promises to hold all traffic in this stage, kill switch or not.
    public var isProtected: Bool {
        switch self {
        case .connected, .faulted, .recovered: true
        case .baseline, .connecting, .disconnected: false
        }
    }
}

/// A stage, and when it begins.
public struct StageMark: Hashable, Sendable {
    /// The stage that begins.
    public let stage: Stage
    /// When, in nanoseconds since the UNIX epoch.
    public let at: UInt64

    /// A mark from its parts.
    public init(stage: Stage, at: UInt64) {
        self.stage = stage
        self.at = at
    }
}

/// The stages of a run in order, each until the next begins.
public struct StageLine: Hashable, Sendable {
    /// The marks in order of time; the first begins at 0.
    public let marks: [StageMark]

    /// Most marks of a run: a drill has two for each fault, and a nested tunnel has 18 faults.
    public static let mostMarks = 128

    /// The line of a run with these marks, in any order.
    ///
    /// Without marks the whole run is `connected`. What lies before the first mark is `baseline`,
    /// or `connected` when the first mark is a stage that only a connected tunnel can reach. Frames
    /// before `connected` are `baseline` unless a mark says `connecting`.
    public init(_ marks: [StageMark]) {
        let sorted = marks.sorted { $0.at < $1.at }
        let first: Stage =
            switch sorted.first?.stage {
            case nil, .faulted, .recovered, .disconnected: .connected
            case .baseline, .connecting, .connected: .baseline
            }
        self.marks =
            sorted.first?.at == 0 ? sorted : [StageMark(stage: first, at: 0)] + sorted
    }
}
