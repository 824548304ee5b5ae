/// Why a run could not be recorded.
public struct GatherError: Error, Sendable {
    /// The reason code that `explain` takes.
    public let code: String
    /// Why, in one sentence for people.
    public let reason: String

    /// An error from its code and its reason.
    public init(_ code: String, _ reason: String) {
        self.code = code
        self.reason = reason
    }
}
