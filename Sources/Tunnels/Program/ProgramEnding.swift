public import Wire

/// How a program ended, and what it printed.
public struct ProgramEnding: Hashable, Sendable {
    /// How it ended.
    public enum Exit: Hashable, Sendable {
        /// It ended by itself with this code.
        case code(UInt8)
        /// A signal ended it.
        case signal(Int32)
        /// It took too long, and was ended with all that it had started.
        case timedOut

        /// How it ended as a sentence.
        public var sentence: String {
            switch self {
            case .code(let code): "It ended with \(code)."
            case .signal(let number): "Signal \(number) ended it."
            case .timedOut: "It took too long."
            }
        }
    }

    /// How it ended.
    public let exit: Exit
    /// What it printed, as far as the bound.
    public let output: [UInt8]
    /// What it said of errors, as far as the bound.
    public let errors: [UInt8]
    /// Whether it printed more than is kept.
    public let isCut: Bool

    /// Whether it says that all is well.
    public var isSuccess: Bool { exit == .code(0) }

    /// What it said of errors, or printed, up to the first line's end.
    public var firstLine: OutsideText {
        let text = errors.isEmpty ? output : errors
        return OutsideText(String(decoding: text.prefix { $0 != 10 }, as: UTF8.self))
    }

    /// The last lines of what it said of errors, or printed: where it says why it gave up.
    public var lastLines: [OutsideText] {
        let text = errors.isEmpty ? output : errors
        return text.split { $0 == 10 || $0 == 13 }.suffix(ProgramEnding.mostLines).map {
            OutsideText(String(decoding: $0, as: UTF8.self))
        }
    }

    /// Lines that people are shown.
    private static let mostLines = 2
}
