internal import Wire

/// How text for people is written.
public struct TextStyle: Sendable {
    /// Whether only ASCII may be used.
    public let ascii: Bool
    /// Whether colour is added; words and shapes carry the meaning with and without.
    public let colour: Bool
    /// Widest line in columns, at least 40.
    public let width: Int
    /// Whether only the headline is written.
    public let quiet: Bool

    /// A style; the default is what a file or a pipe gets.
    public init(ascii: Bool = false, colour: Bool = false, width: Int = 80, quiet: Bool = false) {
        self.ascii = ascii
        self.colour = colour
        self.width = max(width, 40)
        self.quiet = quiet
    }

    /// The text in the characters that the style allows.
    func spelt(_ text: String) -> String {
        guard ascii else { return text }
        var spelt = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "–", "‐", "‑": spelt += "-"
            case "…": spelt += "..."
            case "’", "‘": spelt += "'"
            case "“", "”": spelt += "\""
            case _ where scalar.isASCII || scalar == Cells.noBreak:
                spelt.unicodeScalars.append(scalar)
            default: spelt += "\\u{" + String(scalar.value, radix: 16) + "}"
            }
        }
        return spelt
    }

    /// The text in a colour, if there are colours.
    func painted(_ text: String, _ ink: Ink) -> String {
        guard colour, let code = ink.code else { return text }
        return "\u{1b}[\(code)m\(text)\u{1b}[0m"
    }
}

/// What a piece of text means, for its colour.
enum Ink {
    case plain, leak, sealed, notice, unsure, faint, strong

    /// The numbers of the ANSI sequence; nil for none.
    var code: String? {
        switch self {
        case .plain: nil
        case .leak: "1;31"
        case .sealed: "32"
        case .notice: "33"
        case .unsure: "36"
        case .faint: "2"
        case .strong: "1"
        }
    }
}
