internal import Foundation
internal import Reports
internal import Testing
internal import Wire

/// What templates may do, and what the escaping rests on.
@Suite struct TemplateTests {
    /// The only values that are inserted as they are: pictures that our own code drew.
    private static let pictures: Set<String> = [
        "wideSVG", "phoneSVG", "pathWideSVG", "pathPhoneSVG", "historySVG",
        "repeatWideSVG", "repeatPhoneSVG",
    ]

    static let templates: [(name: String, text: String)] = {
        let folder = repository.appending(path: "reports/templates")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.sorted().compactMap { name in
            (try? String(contentsOf: folder.appending(path: name), encoding: .utf8))
                .map { (name, $0) }
        }
    }()

    @Test func onlyOurOwnPicturesAreUnescaped() {
        #expect(Self.templates.count >= 10)
        for (name, text) in Self.templates {
            for match in text.matches(of: /\{\{\{\s*([^}]*?)\s*\}\}\}/) {
                #expect(Self.pictures.contains(String(match.1)), "\(name): \(match.0)")
            }
            #expect(!text.contains(/\{\{\s*&/), "\(name) has an unescaped tag")
            #expect(!text.contains(/\{\{\s*%/), "\(name) has a pragma")
            #expect(!text.contains(/\{\{\s*=/), "\(name) changes the delimiters")
        }
    }

    @Test func attributesAreQuotedAndStylesHoldNoValue() throws {
        for (name, text) in Self.templates {
            #expect(!text.contains(/=\{\{/), "\(name) has an attribute without quotation marks")
            #expect(!text.contains(/<!--/), "\(name) has a comment")
            #expect(!text.contains(/\son[a-z]+=/), "\(name) has a handler")
        }
        let style = try #require(Self.templates.first { $0.name == "style.mustache" }).text
        #expect(!style.contains("{{"))
        #expect(!style.contains("<"))
    }

    /// Contrast of texts and marks in both themes (WCAG 2.2, 1.4.3 and 1.4.11), pictures included,
    /// which no tool can look at.
    @Test(arguments: [0, 1]) func coloursAreFarEnoughApart(theme: Int) throws {
        let style = try #require(Self.templates.first { $0.name == "style.mustache" }).text
        var colours: [Substring: Double] = [:]
        for match in style.matches(of: /--([a-z0-9-]+):light-dark\(#([0-9a-f]{6}),#([0-9a-f]{6})\)/)
        {
            colours[match.1] = luminance(theme == 0 ? match.2 : match.3)
        }
        let texts = [
            ("ink", "paper"), ("ink", "card"), ("ink", "sunk"), ("ink", "tube"), ("ink", "skip-bg"),
            ("ink", "leak-bg"), ("ink2", "paper"), ("ink2", "card"), ("ink2", "tube"),
            ("ink2", "skip-bg"), ("ink2", "leak-bg"), ("leak", "card"), ("leak", "leak-bg"),
            ("leak", "paper"), ("seal", "card"), ("seal", "seal-bg"), ("warn", "warn-bg"),
            ("unsure", "unsure-bg"), ("skip", "skip-bg"), ("card", "ink"),
        ]
        let marks = [("line2", "card"), ("seal", "card"), ("leak", "leak-bg"), ("warn", "card")]
        for (pairs, least) in [(texts, 4.5), (marks, 3)] {
            for (front, back) in pairs {
                let one = try #require(colours[front[...]])
                let other = try #require(colours[back[...]])
                let ratio = (max(one, other) + 0.05) / (min(one, other) + 0.05)
                #expect(ratio >= least, "\(front) on \(back)")
            }
        }
    }

    /// Relative luminance of six hexadecimal digits of sRGB (WCAG 2.2).
    private func luminance(_ digits: Substring) -> Double {
        let value = UInt32(digits, radix: 16) ?? 0
        let parts = [16, 8, 0].map { shift -> Double in
            let part = Double(value >> UInt32(shift) & 0xff) / 255
            return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }

    /// The values that stand in an id or a link are of our own making.
    @Test func linksAreMadeOfOurOwnWords() {
        let own: Set<String> = [
            "kind", "headlineKind", "anchor", "linkAnchor", "cellKind", "chip.kind",
        ]
        for (name, text) in Self.templates {
            for match in text.matches(of: /(?:href|id|for|data-s|class)="[^"]*?\{\{([^}]*)\}\}/) {
                #expect(own.contains(String(match.1)), "\(name): \(match.0)")
            }
        }
    }

    /// The template engine escapes by grapheme cluster, so a character that shares its cluster with
    /// another would come out bare.
    @Test func everyCharacterToEscapeIsAClusterOfItsOwn() {
        let markup: [Unicode.Scalar] = ["&", "<", ">", "\"", "'"]
        var wrong: [UInt32] = []
        var joining = 0
        for value in UInt32(0x80)...0x10ffff {
            guard let scalar = Unicode.Scalar(value), isAssigned(scalar) else { continue }
            // All five are alike to the rules of clusters; one stands for them in most rounds.
            let character = markup[Int(value) % markup.count]
            var view = String.UnicodeScalarView([scalar])
            view.append(character)
            view.append(scalar)
            guard String(view).count != 3 else { continue }
            joining += 1
            let shown = OutsideText(String(view)).forPeople
            if !shown.contains(Character(character)) { wrong.append(value) }
        }
        #expect(joining > 1_000)
        #expect(wrong.isEmpty, "\(wrong.prefix(5).map { String($0, radix: 16) })")
    }

    private func isAssigned(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory != .unassigned
    }

    @Test func chainsOfJoiningScalarsCannotReachACharacter() {
        let joining: [Unicode.Scalar] = [
            "\u{600}", "\u{d4e}", "\u{110bd}", "\u{301}", "\u{e33}", "\u{1f3fb}", "\u{ff9e}",
            "\u{200d}", "\u{fe0f}", "\u{e0020}", "\u{11a3a}", "\u{1100}", "\u{1f1e6}", "\u{94d}",
        ]
        for first in joining {
            for second in joining {
                for character: Unicode.Scalar in ["&", "<", ">", "\"", "'"] {
                    var view = String.UnicodeScalarView([first, second])
                    view.append(contentsOf: [character, first, second, character])
                    let shown = OutsideText(String(view)).forPeople
                    #expect(shown.count { $0 == Character(character) } == 2, "\(view)")
                }
            }
        }
    }
}
