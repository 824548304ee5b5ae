internal import ArgumentParser

/// A stretch of time with its unit, as in `90s`, `15m`, `8h` or `2d`.
struct TimeSpan: ExpressibleByArgument {
    /// Longest span: a year is for ever, and fits every clock.
    private static let most: UInt64 = 366 * 86_400

    /// In seconds.
    let seconds: UInt64

    init?(argument: String) {
        let units: [Character: UInt64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        guard let last = argument.last, let unit = units[last],
            let number = UInt64(argument.dropLast()), number > 0, number <= TimeSpan.most / unit
        else { return nil }
        seconds = number * unit
    }
}
