/// How a capture file ended.
public enum CaptureEnding: Hashable, Sendable {
    /// Behind a whole record.
    case complete
    /// Inside a record that lacks at least so many bytes.
    case truncated(missing: Int)
}
