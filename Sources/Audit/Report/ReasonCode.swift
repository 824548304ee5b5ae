/// Why something was not decided, not applicable, or could not run: a stable name and a sentence.
///
/// `explain CODE` and the reports read these tables, one a file; adding a code is adding a row to the one
/// that has its area.
public struct ReasonCode: Sendable {
    /// The stable name, such as `capture.truncated`.
    public let code: String
    /// What it means, one sentence.
    public let meaning: String
    /// What to do about it, one sentence.
    public let remedy: String

    /// The row of a code; nil when there is none.
    public init?(_ code: String) {
        guard let row = Self.all.first(where: { $0.code == code }) else { return nil }
        self = row
    }

    init(_ code: String, _ meaning: String, _ remedy: String) {
        self.code = code
        self.meaning = meaning
        self.remedy = remedy
    }

    /// Every code, in order of name.
    public static let all: [ReasonCode] = (captures + runs + answers + tunnels + absences + drills)
        .sorted { $0.code < $1.code }
}
