internal import Wire

/// The text of a trouble: what failed, why, what to try, and how to read more; at most six lines.
public enum ErrorText {
    /// Most lines of a trouble.
    private static let mostLines = 6

    /// The text, ending in a line feed; reasons are cut when the lines would not suffice.
    public static func text(of trouble: Trouble, style: TextStyle = TextStyle()) -> String {
        let ink: Ink = trouble.kind == .error ? .leak : .notice
        var head = Page(style: style)
        head.paragraph([(trouble.kind.rawValue + ": ", ink)], trouble.what.forTerminal)

        var tail = Page(style: style)
        for (index, command) in trouble.commands.prefix(2).enumerated() {
            tail.command(index == 0 ? "  try:  " : "  or:   ", command.forTerminal)
        }
        let exit = trouble.exitCode.map { "exit \($0), " } ?? ""
        tail.paragraph([("  ", .plain)], exit + "watertight explain " + trouble.code)

        var middle = Page(style: style)
        for reason in trouble.because { middle.paragraph([("  ", .plain)], reason.forTerminal) }

        let (headLines, tailLines) = (lines(head).prefix(2), lines(tail).suffix(3))
        let room = mostLines - headLines.count - tailLines.count
        var middleLines = Array(lines(middle).prefix(room))
        if lines(middle).count > room, let last = middleLines.popLast() {
            let mark = style.spelt("…")
            middleLines.append(cut(last, to: style.width - Cells.width(mark)) + mark)
        }
        return (headLines + middleLines + tailLines).joined(separator: "\n") + "\n"
    }

    private static func lines(_ page: Page) -> [String] {
        page.text.split(separator: "\n").map(String.init)
    }

    private static func cut(_ line: String, to width: Int) -> String {
        var line = line
        while Cells.width(line) > width { line.removeLast() }
        return line
    }
}
