internal import Gather

/// How much time is left, by a clock that nobody sets.
struct Countdown: Sendable {
    private let clock = Stopwatch()
    private let span: UInt64

    /// Begins to count down from so many milliseconds.
    init(_ milliseconds: Int) { span = UInt64(max(0, milliseconds)) &* 1_000_000 }

    /// A shorter one: what is left of this one, and so many milliseconds at most.
    func limited(to milliseconds: Int) -> Countdown {
        Countdown(min(milliseconds, Int(left)))
    }

    /// Milliseconds that are left; a part of one counts.
    var left: Int32 {
        let passed = clock.nanoseconds
        guard passed < span else { return 0 }
        return Int32(clamping: (span &- passed &+ 999_999) / 1_000_000)
    }

    /// Whether nothing is left.
    var isOver: Bool { left == 0 }
}
