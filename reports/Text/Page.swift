/// Text for people, line by line, no line wider than the style allows.
struct Page {
    /// A piece of a line's beginning with its colour.
    typealias Lead = (text: String, ink: Ink)

    /// Narrowest column that a body still wraps well in: a few words of prose.
    private static let narrowest = 24

    let style: TextStyle
    private(set) var text = ""
    /// What identifiers are masked by; nil for nothing.
    private(set) var mask: Mask?
    private var owesGap = false

    init(style: TextStyle, mask: Mask? = nil) {
        self.style = style
        self.mask = mask
    }

    /// An empty line before what follows, if there is text before and something follows.
    mutating func gap() { owesGap = !text.isEmpty }

    /// A lead, and a body that wraps under its own column.
    mutating func paragraph(_ lead: [Lead], _ body: String, ink: Ink = .plain) {
        var lead = lead
        for index in lead.indices { lead[index].text = spelt(lead[index].text) }
        var margin = lead.reduce(0) { $0 + Cells.width($1.text) }
        if style.width - margin < Self.narrowest {  // then the lead becomes a paragraph
            for line in Cells.wrapped(lead.map(\.text).joined(), to: style.width) { add(line) }
            lead = [("    ", .plain)]
            margin = 4
        }
        let first = lead.map { style.painted(unbroken($0.text), $0.ink) }.joined()
        let rest = String(repeating: " ", count: margin)
        let lines = Cells.wrapped(spelt(body), to: style.width - margin)
        for (index, line) in lines.enumerated() {
            add((index == 0 ? first : rest) + style.painted(unbroken(line), ink))
        }
        if lines.isEmpty { add(first) }
    }

    /// A heading, with a name at the right margin where it fits.
    mutating func heading(_ lead: String, _ title: String, right: String) {
        let whole = spelt(lead + title)
        let space = style.width - Cells.width(whole) - Cells.width(right)
        guard space >= 2 else {
            paragraph([(lead, .strong)], title, ink: .strong)
            let margin = String(repeating: " ", count: Cells.width(lead))
            return paragraph([(margin, .plain)], right, ink: .faint)
        }
        let gap = String(repeating: " ", count: space)
        add(style.painted(unbroken(whole), .strong) + gap + style.painted(right, .faint))
    }

    /// A command to copy: broken at spaces alone, with the shell's continuation sign.
    mutating func command(_ lead: String, _ command: String) {
        let margin = Cells.width(lead)
        let lines = Cells.wrapped(spelt(command), to: style.width - margin - 2)
        for (index, line) in lines.enumerated() {
            let start = index == 0 ? lead : String(repeating: " ", count: margin)
            add(start + unbroken(line) + (index + 1 < lines.count ? " \\" : ""))
        }
    }

    /// A line as it is: pieces that fit, and that nothing may break.
    mutating func row(_ pieces: [Lead]) {
        var line = ""
        for piece in pieces { line += style.painted(unbroken(masked(piece.text)), piece.ink) }
        add(line)
    }

    /// The text as the style wants it, masked before any line is broken.
    private mutating func spelt(_ text: String) -> String { style.spelt(masked(text)) }

    private mutating func masked(_ text: String) -> String { mask?.masked(text) ?? text }

    private mutating func add(_ line: String) {
        var line = Substring(line)
        while line.last == " " { line.removeLast() }
        text += (owesGap ? "\n" : "") + line + "\n"
        owesGap = false
    }

    private func unbroken(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0 == Cells.noBreak ? " " : $0 }))
    }
}
