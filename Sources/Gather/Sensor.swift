/// A seat of a run: watches without sending, from the moment it is made until it is stopped.
public protocol Sensor: Sendable {
    /// Ends the watch and says what became of what was seen.
    func stop() throws(GatherError) -> SensorOutcome
}

/// What became of the frames that a sensor saw.
public struct SensorOutcome: Sendable {
    /// Frames that were kept.
    public var frames: UInt64
    /// Frames that the tap lost.
    public var dropped: UInt64
    /// Frames for which there was no room on the disk.
    public var unwritten: UInt64
    /// Whether it watched until it was stopped.
    public var isComplete: Bool

    /// An outcome from its parts.
    public init(frames: UInt64, dropped: UInt64, unwritten: UInt64 = 0, isComplete: Bool) {
        self.frames = frames
        self.dropped = dropped
        self.unwritten = unwritten
        self.isComplete = isComplete
    }
}
