public import Wire

/// What was watched: files, interfaces, host, tunnel and stages.
public struct Subject: Sendable {
    /// The capture first, then the tunnel captures.
    public var files: [CaptureFacts]
    /// The interfaces of all files, in order.
    public var vantages: [Vantage]
    /// The outside of the tunnel.
    public var outer: [OuterFlow]
    /// Who the audited machine is.
    public var host: HostIdentity
    /// The stages.
    public var stages: StageLine
    /// Time of the first frame of the capture, in nanoseconds since the UNIX epoch.
    public var start: UInt64
    /// Time of its last frame.
    public var end: UInt64

    /// The stages that frames of the capture can lie in, as indexes into `stages`.
    public var reachedStages: [Int] {
        stages.marks.indices.filter { index in
            let next = index + 1 < stages.marks.count ? stages.marks[index + 1].at : UInt64.max
            return stages.marks[index].at <= end && next > start
        }
    }
}

/// A capture file, and how its reading went.
public struct CaptureFacts: Sendable {
    /// Its name without folders.
    public var name: OutsideText
    /// Frames that were read.
    public var frames: UInt64
    /// Frames that the tap lost; nil if the file does not say.
    public var dropped: UInt64?
    /// Whether the file ends behind a whole record.
    public var isComplete: Bool
    /// Why it ends early, for people; nil if it does not.
    public var damage: String?
    /// Its SHA-256 in hexadecimal digits, where it was taken.
    public var hash: String?
}
