/// Turns the timestamps of a pcapng interface into nanoseconds since the UNIX epoch.
@frozen @usableFromInline struct InterfaceClock: Sendable {
    /// Nanoseconds per tick where that is a whole number and no offset is added, else 0.
    let scale: UInt64
    /// `if_tsresol`: a negative power of 10, or of 2 if the top bit is set.
    private let resolution: UInt8
    /// `if_tsoffset`: seconds to add.
    private let offset: Int64

    /// A clock from the interface's options; the file's default is microseconds and no offset.
    init(resolution: UInt8 = 6, offset: Int64 = 0) {
        self.resolution = resolution
        self.offset = offset
        scale = offset == 0 && resolution <= 9 ? Self.powerOfTen(9 - resolution) : 0
    }

    /// Decimal digits of a second that a tick is worth, at most 9.
    var digits: UInt8 {
        let power = UInt32(resolution & 0x7f)
        // 2^-n needs n * log10(2) digits, rounded up, to tell its ticks apart.
        let digits = resolution & 0x80 == 0 ? power : (power * 30_103 + 99_999) / 100_000
        return UInt8(min(digits, 9))
    }

    /// The time of a tick count, held at the ends of 64 bits.
    @usableFromInline func nanoseconds(_ ticks: UInt64) -> UInt64 {
        let time = resolution & 0x80 == 0 ? decimal(ticks) : binary(ticks)
        let (shift, tooFar) = offset.magnitude.multipliedReportingOverflow(by: 1_000_000_000)
        if offset < 0 { return tooFar || shift > time ? 0 : time - shift }
        let (sum, overflows) = time.addingReportingOverflow(shift)
        return tooFar || overflows ? .max : sum
    }

    private func decimal(_ ticks: UInt64) -> UInt64 {
        guard resolution > 9 else {
            let (time, overflows) = ticks.multipliedReportingOverflow(
                by: Self.powerOfTen(9 - resolution))
            return overflows ? .max : time
        }
        // 10^19 is the largest power of ten in 64 bits, and its tick count is below one then.
        return resolution - 9 > 19 ? 0 : ticks / Self.powerOfTen(resolution - 9)
    }

    private func binary(_ ticks: UInt64) -> UInt64 {
        let power = UInt64(resolution & 0x7f)
        let (high, low) = ticks.multipliedFullWidth(by: 1_000_000_000)
        if power >= 64 { return high >> (power - 64) }
        return high >> power != 0 ? .max : high << (64 - power) | low >> power
    }

    private static func powerOfTen(_ power: UInt8) -> UInt64 {
        (0..<power).reduce(1) { value, _ in value &* 10 }
    }
}
