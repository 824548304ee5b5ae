internal import Testing
internal import Wire

/// Text from outside, in the forms that a writer may ask for.
struct OutsideTextTests {
    @Test(arguments: [
        ("a\u{1b}[31m", "a\\x1b[31m", "a⟨U+001B⟩[31m"), ("a\nb", "a\\x0ab", "a⟨U+000A⟩b"),
        ("\u{9b}2J", "\\x9b2J", "⟨U+009B⟩2J"), ("\u{202e}x", "\\u{202e}x", "⟨U+202E⟩x"),
        ("\u{600}<", "\\u{0600}<", "⟨U+0600⟩<"), ("\u{2028}", "\\u{2028}", "⟨U+2028⟩"),
        ("\u{e000}", "\\u{e000}", "⟨U+E000⟩"), ("\u{378}", "\\u{0378}", "⟨U+0378⟩"),
        // Marks fuse with the character before them: non-spacing, enclosing, spacing.
        ("<\u{301}", "<\\u{0301}", "<⟨U+0301⟩"), ("<\u{20dd}", "<\\u{20dd}", "<⟨U+20DD⟩"),
        ("<\u{903}", "<\\u{0903}", "<⟨U+0903⟩"),
    ])
    func whatCouldHideOrJoinIsSpeltOut(_ raw: String, _ terminal: String, _ people: String) {
        let text = OutsideText(raw)
        #expect(scalars(text.forTerminal) == scalars(terminal))
        #expect(scalars(text.forPeople) == scalars(people))
        #expect(scalars(text.raw) == scalars(raw))
    }

    @Test func plainTextStaysAsItIs() {
        for text in ["", "www.example.com", "Grüße 漢字 👍", "<b>&\"'\\"] {
            #expect(OutsideText(text).forTerminal == text && OutsideText(text).forPeople == text)
        }
    }

    @Test func longTextIsCutAndItsLengthTold() {
        let longest = String(repeating: "x", count: OutsideText.longestForPeople)
        #expect(OutsideText(longest).forPeople == longest)
        #expect(OutsideText(longest + "y").forPeople == longest + "… (201 characters)")
        #expect(OutsideText(longest + "y").forTerminal == longest + "… (201 characters)")
        let marks = OutsideText(String(repeating: "\u{301}", count: 10_000)).forTerminal
        #expect(marks.hasSuffix("… (10000 characters)"))
    }

    /// Strings are equal when they look alike; their scalars tell them apart.
    private func scalars(_ text: String) -> [Unicode.Scalar] { Array(text.unicodeScalars) }
}
