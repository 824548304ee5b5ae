public import Wire

/// Why a file is not a report that can be read.
public struct UnreadableReport: Error, Sendable {
    /// Where: a byte, or a field such as `findings[2].severity`; it may quote keys of the file.
    public let place: OutsideText
    /// What is wrong there, a few words.
    public let reason: String

    init(_ reason: String, at place: String) {
        self.reason = reason
        self.place = OutsideText(place)
    }
}
