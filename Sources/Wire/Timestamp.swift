/// A moment in nanoseconds since 1970-01-01 UTC, from 1970 to July 2554.
///
/// Reading and writing never pass through floating point, so that nanoseconds survive. Leap seconds
/// do not exist, as in UNIX time.
public struct Timestamp: Hashable, Comparable, Sendable {
    /// Nanoseconds since 1970-01-01T00:00:00Z.
    public let nanoseconds: UInt64

    /// A moment from nanoseconds since 1970.
    public init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

    /// Reads UNIX time in decimal seconds, such as `1795361402.1960964`, or an RFC 3339 time, such
    /// as `2026-11-22T15:39:41.485+01:00`; both with up to nine digits of fraction.
    ///
    /// Nil for anything else, including more digits, signs, exponents, dates that do not exist,
    /// second 60, and moments outside the range.
    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard let moment = unixTime(bytes) ?? dateAndTime(bytes) else { return nil }
        self.init(nanoseconds: moment)
    }

    /// RFC 3339 in UTC with 6 to 9 digits of fraction, cut, not rounded: `2026-11-22T14:39:41.485000Z`.
    public func rfc3339(digits: Int = 6) -> String {
        let digits = min(max(digits, 6), 9)
        let seconds = nanoseconds / nanosecondsInSecond
        let date = civilDate(day: Int64(seconds / secondsInDay))
        let clock = seconds % secondsInDay
        let fraction = padded(nanoseconds % nanosecondsInSecond, to: 9).prefix(digits)
        return "\(padded(date.year, to: 4))-\(padded(date.month, to: 2))-\(padded(date.day, to: 2))"
            + "T\(padded(clock / 3600, to: 2)):\(padded(clock / 60 % 60, to: 2))"
            + ":\(padded(clock % 60, to: 2)).\(fraction)Z"
    }

    /// UNIX time in decimal seconds with nine digits of fraction: `1795361402.196096400`.
    public var unixSeconds: String {
        let (seconds, fraction) = nanoseconds.quotientAndRemainder(
            dividingBy: nanosecondsInSecond)
        return "\(seconds).\(padded(fraction, to: 9))"
    }

    /// Seconds from an earlier moment to this one; negative when that one is later.
    public func seconds(since earlier: Timestamp) -> Double {
        self >= earlier
            ? Double(nanoseconds - earlier.nanoseconds) / 1e9
            : -Double(earlier.nanoseconds - nanoseconds) / 1e9
    }

    /// Orders by time.
    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.nanoseconds < right.nanoseconds
    }
}

private let nanosecondsInSecond: UInt64 = 1_000_000_000
private let secondsInDay: UInt64 = 86_400

/// `SECONDS[.FRACTION]`.
private func unixTime(_ bytes: [UInt8]) -> UInt64? {
    let parts = bytes.split(
        separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = parts.first, let seconds = number(first) else { return nil }
    guard parts.count == 2 else { return moment(seconds: seconds, fraction: 0) }
    guard let fraction = nanoseconds(parts[1]) else { return nil }
    return moment(seconds: seconds, fraction: fraction)
}

/// `YYYY-MM-DDTHH:MM:SS[.FRACTION](Z|±HH:MM)` (RFC 3339, 5.6).
private func dateAndTime(_ bytes: [UInt8]) -> UInt64? {
    let shape = Array("dddd-dd-ddTdd:dd:dd".utf8)
    guard bytes.count > shape.count else { return nil }
    for (byte, form) in zip(bytes, shape) {
        let fits =
            switch form {
            case UInt8(ascii: "d"): isDigit(byte)
            case UInt8(ascii: "T"): byte | 0x20 == UInt8(ascii: "t")
            default: byte == form
            }
        guard fits else { return nil }
    }
    func field(_ start: Int, _ end: Int) -> Int64 { Int64(number(bytes[start..<end]) ?? 0) }
    let (year, month, day) = (field(0, 4), field(5, 7), field(8, 10))
    let (hour, minute, second) = (field(11, 13), field(14, 16), field(17, 19))
    guard (1...12).contains(month), (1...daysIn(month: month, of: year)).contains(day), hour < 24,
        minute < 60, second < 60
    else { return nil }

    var rest = bytes[shape.count...]
    var fraction: UInt64 = 0
    if rest.first == UInt8(ascii: ".") {
        let digits = rest.dropFirst().prefix(while: isDigit)
        guard let read = nanoseconds(digits) else { return nil }
        fraction = read
        rest = rest[digits.endIndex...]
    }
    guard let offset = zoneOffset(Array(rest)) else { return nil }
    let seconds =
        dayNumber(year: year, month: month, day: day) * 86_400 + hour * 3600 + minute * 60 + second
        - offset
    return UInt64(exactly: seconds).flatMap { moment(seconds: $0, fraction: fraction) }
}

/// Seconds east of UTC for `Z` or `±HH:MM`.
private func zoneOffset(_ bytes: [UInt8]) -> Int64? {
    if bytes.count == 1, bytes[0] | 0x20 == UInt8(ascii: "z") { return 0 }
    guard bytes.count == 6, bytes[3] == UInt8(ascii: ":"), let hours = number(bytes[1..<3]),
        let minutes = number(bytes[4..<6]), hours < 24, minutes < 60
    else { return nil }
    let seconds = Int64(hours * 3600 + minutes * 60)
    return switch bytes[0] {
    case UInt8(ascii: "+"): seconds
    case UInt8(ascii: "-"): -seconds
    default: nil
    }
}

private func moment(seconds: UInt64, fraction: UInt64) -> UInt64? {
    let (scaled, over) = seconds.multipliedReportingOverflow(by: nanosecondsInSecond)
    let (sum, carried) = scaled.addingReportingOverflow(fraction)
    return over || carried ? nil : sum
}

/// One to nine digits after the point, as nanoseconds.
private func nanoseconds(_ digits: ArraySlice<UInt8>) -> UInt64? {
    guard digits.count <= 9, var value = number(digits) else { return nil }
    for _ in digits.count..<9 { value *= 10 }
    return value
}

/// A decimal number of digits only; nil when empty or beyond 64 bits.
private func number(_ digits: ArraySlice<UInt8>) -> UInt64? {
    guard !digits.isEmpty else { return nil }
    var value: UInt64 = 0
    for digit in digits {
        guard isDigit(digit) else { return nil }
        let (scaled, over) = value.multipliedReportingOverflow(by: 10)
        let (sum, carried) = scaled.addingReportingOverflow(UInt64(digit & 0x0f))
        guard !over, !carried else { return nil }
        value = sum
    }
    return value
}

private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

private func padded(_ value: some BinaryInteger, to width: Int) -> String {
    let text = String(value)
    return String(repeating: "0", count: max(0, width - text.count)) + text
}

private func daysIn(month: Int64, of year: Int64) -> Int64 {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    return switch month {
    case 2: isLeap ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
}

/// Days from 1970-01-01, in the Gregorian calendar counted from March so that the leap day is last.
private func dayNumber(year: Int64, month: Int64, day: Int64) -> Int64 {
    let marchYear = month <= 2 ? year - 1 : year
    let marchMonth = (month + 9) % 12
    let leapDays = marchYear / 4 - marchYear / 100 + marchYear / 400
    let epoch: Int64 = 719_468  // days from 0000-03-01 to 1970-01-01
    return marchYear * 365 + leapDays + (marchMonth * 153 + 2) / 5 + day - 1 - epoch
}

/// The reverse of `dayNumber`, for days from 1970 on.
private func civilDate(day: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = day + 719_468
    let era = shifted / 146_097  // 400 years
    let dayOfEra = shifted % 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    let year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
}
