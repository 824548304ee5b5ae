internal import Evidence

/// Looks for how long a tunnel that was cut carried nothing.
struct OutageWatch {
    /// A shorter outage tests nothing (catalogue, the drill rule), in nanoseconds; a quarter of it more, for
    /// answers are looked for now and then.
    private static let shortest: UInt64 = 1_250_000_000

    /// When an answer was seen last, or the cut.
    private(set) var last: UInt64
    private var longest: UInt64 = 0
    private var isAnswered = false

    /// A watch from the cut on, in nanoseconds since the UNIX epoch.
    init(from cut: UInt64) { last = cut }

    /// Notes that something was answered that was sent behind `last`.
    mutating func answered(at now: UInt64) {
        isAnswered = true
        longest = max(longest, now - min(last, now))
        last = now
    }

    /// Whether something was answered, and the outage was too short to test anything.
    func isTooShort(until end: UInt64) -> Bool {
        isAnswered && max(longest, end - min(last, end)) < OutageWatch.shortest
    }
}
