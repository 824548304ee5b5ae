/// Where the time of a file goes backwards.
struct TimeJumps {
    /// Index of the file in the subject.
    let file: Int
    /// How often.
    let count: UInt64
    /// By how much at the most, in nanoseconds.
    let largest: UInt64
    /// Number of the first frame that lies before an earlier one.
    let firstFrame: UInt64
}

extension FoldClock {
    /// Whether no frame has passed.
    var isEmpty: Bool { earliest == .max && latest == 0 }
}

extension Fold {
    /// Keeps what the clock noticed and starts it anew: times of another file are not compared.
    mutating func restartClock() {
        if clock.backwardSteps > 0 {
            jumps.append(
                TimeJumps(
                    file: file.number, count: clock.backwardSteps, largest: clock.largestStep,
                    firstFrame: clock.firstBackwardFrame))
        }
        clock = FoldClock()
        // The first frame then takes the slow way, which notes the earliest time.
        stageEnd = 0
    }
}
