internal import Foundation
internal import Testing

/// Times as reports write them.
enum Moment {
    /// An RFC 3339 time with up to nine digits, of which Foundation reads three, in seconds since the UNIX
    /// epoch.
    static func seconds(_ text: String) throws -> Double {
        let whole = text.prefix { $0 != "." && $0 != "Z" }
        let rest = text.dropFirst(whole.count + 1).prefix { $0.isNumber }
        let date = try #require(ISO8601DateFormatter().date(from: whole + "Z"))
        return date.timeIntervalSince1970 + (Double("0.\(rest)") ?? 0)
    }
}
