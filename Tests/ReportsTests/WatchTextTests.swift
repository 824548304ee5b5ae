internal import Reports
internal import Testing
internal import Wire

/// The lines of a watch are one line each, whatever they tell of.
@Suite struct WatchTextTests {
    private static let kinds: [WatchText.Kind] = [.leak, .notice, .blind, .seeing]

    @Test(arguments: HostileTests.strings) func aLineStaysOneAndInert(string: String) {
        for style in [TextStyle(), TextStyle(ascii: true)] {
            for kind in WatchTextTests.kinds {
                let line = WatchText(style: style).line(
                    kind, [OutsideText(string), OutsideText("a"), OutsideText(string)])
                #expect(line.hasSuffix("\n") && line.dropLast().unicodeScalars.allSatisfy(isPlain))
                #expect(!style.ascii || line.unicodeScalars.allSatisfy(\.isASCII))
            }
            let end = WatchText(style: style).end(.leak, [OutsideText(string)])
            #expect(end.unicodeScalars.allSatisfy { $0 == "\n" || isPlain($0) })
        }
    }

    @Test func wordsAndShapesCarryTheMeaning() {
        let lines = WatchTextTests.kinds.map {
            WatchText(style: TextStyle()).line($0, [OutsideText("now"), OutsideText("what")])
        }
        #expect(
            lines == [
                "● LEAK    now  what\n", "! Notice  now  what\n", "? BLIND   now  what\n",
                "✔ Seeing  now  what\n",
            ])
    }

    /// A watch tries nothing, so it has no word for sealed.
    @Test func aWatchIsNeverSealed() {
        for headline in [WatchText.Headline.leak, .notProven, .quiet] {
            let text = WatchText(style: TextStyle()).end(headline, [])
            #expect(!text.lowercased().contains("sealed") && !text.contains("✔"))
        }
    }

    private func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }
}
