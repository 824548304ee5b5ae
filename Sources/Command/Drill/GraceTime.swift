internal import ArgumentParser

/// How long after a fault packets may leave before that is a leak, as in `0s`, `250ms` or `2s`.
struct GraceTime: ExpressibleByArgument {
    /// Longest one, in milliseconds: an hour, which is as long as a fault is watched at the most.
    private static let most: UInt64 = 3_600_000

    /// None: any leak counts.
    static let none = GraceTime(milliseconds: 0)

    /// In milliseconds.
    let milliseconds: UInt64

    /// The same for policies.
    var nanoseconds: UInt64 { milliseconds * 1_000_000 }
    /// The same as the flag takes it.
    var word: String { "\(milliseconds)ms" }

    init?(argument: String) {
        for (unit, factor) in [("ms", 1), ("s", 1000), ("m", 60_000)] as [(String, UInt64)]
        where argument.hasSuffix(unit) {
            guard let number = UInt64(argument.dropLast(unit.count)),
                number <= GraceTime.most / factor
            else { return nil }
            self.init(milliseconds: number * factor)
            return
        }
        return nil
    }

    private init(milliseconds: UInt64) { self.milliseconds = milliseconds }
}
