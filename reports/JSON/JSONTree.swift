internal import Wire

/// A JSON value as it was read; its strings are from outside.
enum JSONTree: Sendable {
    case null
    case bool(Bool)
    case number(Double)
    case string(OutsideText)
    case array([JSONTree])
    case object([String: JSONTree])
}
