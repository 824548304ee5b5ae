public import Wire

/// Something to tell on the error stream, before or beside a report.
public struct Trouble: Sendable {
    /// How bad it is, which is the first word of the text.
    public enum Kind: String, Sendable {
        case error
        case warning
        case notProven = "not proven"
    }

    /// How bad it is.
    public let kind: Kind
    /// What failed, a few words that may quote what a user or a file said.
    public let what: OutsideText
    /// Why, a sentence or two.
    public let because: [OutsideText]
    /// Commands that help, the likeliest first; they may name a user's files.
    public let commands: [OutsideText]
    /// The exit code; nil when the run goes on.
    public let exitCode: Int?
    /// The reason code.
    public let code: String

    /// A trouble, as it will be told.
    public init(
        _ kind: Kind, _ what: OutsideText, because: [OutsideText], commands: [OutsideText] = [],
        exitCode: Int?, code: String
    ) {
        self.kind = kind
        self.what = what
        self.because = because
        self.commands = commands
        self.exitCode = exitCode
        self.code = code
    }
}
