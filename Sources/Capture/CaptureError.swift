/// Why frames cannot be captured.
public struct CaptureError: Error, Sendable {
    /// What went wrong.
    public let code: Code
    /// Why, in one sentence for people.
    public let reason: String

    /// What went wrong; grows with new causes.
    public enum Code: String, Sendable {
        /// The process may not capture here.
        case noPermission = "env.cap_net_raw"
        /// The capture could not be opened for another reason.
        case cannotOpen = "env.capture"
        /// The file that takes the frames cannot be written.
        case unwritable = "env.unwritable"
    }

    /// An error with its reason.
    public init(_ code: Code, _ reason: String) {
        self.code = code
        self.reason = reason
    }
}
