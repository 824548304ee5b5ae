/// Text measured in the columns that a terminal gives it.
enum Cells {
    /// A space at which a line is never broken; written as a plain space.
    static let noBreak: Unicode.Scalar = "\u{a0}"

    /// The columns of a text without control characters; never too few for what is let through.
    static func width(_ text: String) -> Int { text.unicodeScalars.reduce(0) { $0 + width($1) } }

    /// The text with spaces up to a width.
    static func padded(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - Self.width(text)))
    }

    /// The lines of a text, broken at spaces, and inside a word only if it is wider than a line.
    static func wrapped(_ text: String, to width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            for piece in pieces(of: String(word), width: width) {
                if line.isEmpty {
                    line = piece
                } else if Self.width(line) + 1 + Self.width(piece) <= width {
                    line += " " + piece
                } else {
                    lines.append(line)
                    line = piece
                }
            }
        }
        return line.isEmpty ? lines : lines + [line]
    }

    private static func pieces(of word: String, width: Int) -> [String] {
        guard Self.width(word) > width else { return [word] }
        var pieces: [String] = []
        var piece = ""
        var used = 0
        for scalar in word.unicodeScalars {
            if used + self.width(scalar) > width {
                pieces.append(piece)
                (piece, used) = ("", 0)
            }
            piece.unicodeScalars.append(scalar)
            used += self.width(scalar)
        }
        return pieces + [piece]
    }

    /// Two columns for East Asian wide characters and pictures (UAX 11, ranges made coarser).
    private static func width(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.value {
        case 0...0x10ff: 1
        case 0x1100...0x115f, 0x2e80...0xa4cf, 0xa960...0xa97f, 0xac00...0xd7ff, 0xf900...0xfaff,
            0xfe10...0xfe6f, 0xff00...0xff60, 0xffe0...0xffe6, 0x16fe0...0x18fff, 0x1aff0...0x1b2ff,
            0x1f000...0x1ffff, 0x20000...0x3ffff:
            2
        default: scalar.properties.isEmojiPresentation ? 2 : 1
        }
    }
}
