internal import Glibc

/// How long something has taken, by a clock that nobody sets.
public struct Stopwatch: Sendable {
    private let start = Stopwatch.now

    /// A watch that starts now.
    public init() {}

    /// The time since then, in nanoseconds.
    public var nanoseconds: UInt64 { Stopwatch.now &- start }
    /// The same in seconds.
    public var seconds: Double { Double(nanoseconds) / 1e9 }

    private static var now: UInt64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(clamping: time.tv_sec) &* 1_000_000_000 &+ UInt64(clamping: time.tv_nsec)
    }
}
