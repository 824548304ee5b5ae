public import Wire

/// Why a value of `--endpoints` names no endpoint.
public struct EndpointError: Error, Sendable {
    /// The value, or the line of a file.
    public let value: OutsideText
    /// Why, in one sentence for people.
    public let reason: String

    init(_ value: some StringProtocol, _ reason: String) {
        self.value = OutsideText(String(value))
        self.reason = reason
    }
}
