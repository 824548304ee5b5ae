internal import Glibc

/// How much time is left, by a clock that nobody sets.
struct Countdown: Sendable {
    private let end: UInt64

    /// Begins to count down from so many milliseconds.
    init(_ milliseconds: Int) {
        end = Countdown.now &+ UInt64(max(0, milliseconds)) &* 1_000_000
    }

    /// A shorter one: what is left of this one, and so many milliseconds at most.
    func limited(to milliseconds: Int) -> Countdown {
        Countdown(min(milliseconds, Int(left)))
    }

    /// Milliseconds that are left; a part of one counts.
    var left: Int32 {
        let now = Countdown.now
        guard now < end else { return 0 }
        return Int32(clamping: (end &- now &+ 999_999) / 1_000_000)
    }

    /// Whether nothing is left.
    var isOver: Bool { left == 0 }

    private static var now: UInt64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(clamping: time.tv_sec) &* 1_000_000_000 &+ UInt64(clamping: time.tv_nsec)
    }
}
