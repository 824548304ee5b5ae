/// When our own heartbeat was captured, by interface.
struct HeartbeatLog {
    /// Longest time without one: it is sent each second, and one may be late (catalogue 2.4).
    static let longestGap: UInt64 = 2_000_000_000

    /// What was seen of it at one interface.
    struct Pulse {
        var count: UInt64 = 0
        var last: UInt64 = 0
        /// Times without one for longer than `longestGap`, added up.
        var missing: UInt64 = 0
    }

    /// By index of the vantage.
    private(set) var pulses: [UInt8: Pulse] = [:]
    private let from: UInt64
    /// Times in which an underlay was down, so that nothing could leave there.
    private let pauses: [Range<UInt64>]

    /// A log that begins when the taps did; in the pauses nobody expects a heartbeat.
    init(from: UInt64, pauses: [Range<UInt64>] = []) {
        self.from = from
        self.pauses = pauses
    }

    /// Notes one that was captured on its way out.
    mutating func note(_ vantage: UInt8, at time: UInt64) {
        var pulse = pulses[vantage] ?? Pulse(last: from)
        pulse.add(time, pauses)
        pulse.count &+= 1
        pulses[vantage] = pulse
    }

    /// Whether one was captured at a vantage at a time or behind it.
    func reached(_ time: UInt64, at vantage: UInt8) -> Bool {
        pulses[vantage].map { $0.last >= time } ?? false
    }

    /// How long a vantage was without a heartbeat until the taps ended, in nanoseconds.
    ///
    /// Where none was captured at all that is all of the time, however short the run was.
    func missing(at vantage: UInt8, until end: UInt64) -> UInt64 {
        guard var pulse = pulses[vantage] else { return end > from ? end &- from : 1 }
        pulse.add(end, pauses)
        return pulse.missing
    }
}

extension HeartbeatLog.Pulse {
    fileprivate mutating func add(_ time: UInt64, _ pauses: [Range<UInt64>]) {
        guard time > last else { return }
        let excused = pauses.reduce(UInt64(0)) { sum, pause in
            let overlap = pause.clamped(to: last..<time)
            return sum &+ (overlap.upperBound &- overlap.lowerBound)
        }
        let gap = time &- last &- min(excused, time &- last)
        if gap > HeartbeatLog.longestGap { missing &+= gap }
        last = time
    }
}
