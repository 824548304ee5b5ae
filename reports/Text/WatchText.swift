public import Wire

/// The lines that a watch prints for people: what happened, when, and one sentence.
public struct WatchText: Sendable {
    /// Columns of the longest word with its shape.
    private static let leadWidth = 8

    private let style: TextStyle

    /// Lines in a style.
    public init(style: TextStyle) { self.style = style }

    /// What a line is about.
    public enum Kind: Sendable {
        /// Something left outside the tunnel.
        case leak
        /// Something left that does little harm.
        case notice
        /// Something cannot be seen.
        case blind
        /// It can be seen.
        case seeing
    }

    /// A line: a time, and what is told beside it.
    public func line(_ kind: Kind, _ texts: [OutsideText]) -> String {
        let words = Words(kind)
        let lead = style.ascii ? words.ascii : words.glyph + " " + words.word
        let pad = String(repeating: " ", count: max(0, WatchText.leadWidth - Cells.width(lead)))
        let body = texts.map { style.spelt($0.forTerminal) }.joined(separator: "  ")
        return style.painted(lead, words.ink) + pad + "  " + body + "\n"
    }

    /// The last words on a watch: its headline, and sentences.
    public func end(_ headline: Headline, _ sentences: [OutsideText]) -> String {
        var page = Page(style: style)
        page.paragraph(
            [(headline.rawValue + "  ", headline.ink)],
            sentences.map(\.forTerminal).joined(separator: " "))
        return page.text
    }

    /// What a watch came to. It is never sealed: it tried nothing.
    public enum Headline: String, Sendable {
        case leak = "LEAK"
        case notProven = "NOT PROVEN"
        case quiet = "NO LEAK SEEN"
    }
}

extension WatchText.Headline {
    fileprivate var ink: Ink {
        switch self {
        case .leak: .leak
        case .notProven: .unsure
        case .quiet: .strong
        }
    }
}
