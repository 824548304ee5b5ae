public import Wire

/// Something that was read, or why it could not be: never an empty answer in place of none.
public enum Reading<Value: Hashable & Codable & Sendable>: Hashable, Codable, Sendable {
    /// It was read.
    case known(Value)
    /// It could not be read.
    case unknown(reason: OutsideText)

    /// What was read, if it was.
    public var value: Value? {
        if case .known(let value) = self { value } else { nil }
    }

    /// What `read` gives; its error becomes the reason.
    init(_ read: () throws(HostError) -> Value) {
        do {
            self = .known(try read())
        } catch {
            self = .unknown(reason: OutsideText("\(error.subject): \(error.reason)"))
        }
    }
}
