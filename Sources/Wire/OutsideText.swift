/// A string that came from outside: a packet, a file, a peer or a user.
///
/// Whoever decodes such a string wraps it here, and no writer takes a bare one: a writer can only
/// ask for the form that its format needs, so a name in a packet cannot reach a terminal or a page
/// with its control characters alive.
public struct OutsideText: Hashable, Sendable, Comparable {
    /// The string as decoded; invalid UTF-8 was repaired with U+FFFD. For comparing, never writing.
    public let raw: String

    /// Wraps a string from outside.
    public init(_ raw: String) { self.raw = raw }

    /// Orders by the unsanitised string.
    public static func < (left: OutsideText, right: OutsideText) -> Bool { left.raw < right.raw }

    /// Longest form for people, in scalars; more is cut and the full length told.
    public static let longestForPeople = 200

    /// The form for a page or a text file: what could hide, reorder or join with its neighbours is
    /// spelt out as `⟨U+202E⟩`; cut at 200 scalars with the full length told.
    public var forPeople: String { forPeople(atMost: Self.longestForPeople) }

    /// The form for a page, cut at another length: for texts that are sentences, not names.
    public func forPeople(atMost most: Int) -> String {
        shown(atMost: most) { "⟨U+" + hexadecimal($0.value, digits: 4) + "⟩" }
    }

    /// The form for a terminal, in which control characters read `\x1b`, so nothing can steer it.
    public var forTerminal: String {
        shown {
            $0.value < 0x100
                ? "\\x" + hexadecimal($0.value, digits: 2).lowercased()
                : "\\u{" + hexadecimal($0.value, digits: 4).lowercased() + "}"
        }
    }

    private func shown(
        atMost most: Int = longestForPeople, _ spell: (Unicode.Scalar) -> String
    ) -> String {
        var text = ""
        var count = 0
        var scalars = raw.unicodeScalars[...]
        while let scalar = scalars.popFirst() {
            if count == most {
                text += "… (\(raw.unicodeScalars.count) characters)"
                break
            }
            if isTreacherous(scalar)
                || fuses(scalar, after: text.unicodeScalars.last, before: scalars.first)
            {
                text += spell(scalar)
            } else {
                text.unicodeScalars.append(scalar)
            }
            count += 1
        }
        return text
    }
}

/// Whether a scalar can hide, reorder, or fuse with the characters beside it.
///
/// Combining and prepending scalars are included because template engines that escape by grapheme
/// cluster let a `<` through when it shares a cluster with one of them.
private func isTreacherous(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
        .paragraphSeparator, .nonspacingMark, .enclosingMark, .spacingMark:
        true
    default:
        scalar.properties.isDefaultIgnorableCodePoint
    }
}

/// Whether a scalar makes one grapheme cluster with a character beside it that a page must escape.
///
/// Letters and symbols can do that too, such as the modifiers of skin tones and the Malayalam dot reph.
private func fuses(
    _ scalar: Unicode.Scalar, after last: Unicode.Scalar?, before next: Unicode.Scalar?
) -> Bool {
    guard !scalar.isASCII else { return false }
    if let last, isMarkup(last) {
        var pair = String.UnicodeScalarView([last])
        pair.append(scalar)
        if String(pair).count == 1 { return true }
    }
    guard let next, isMarkup(next) else { return false }
    var pair = String.UnicodeScalarView([scalar])
    pair.append(next)
    return String(pair).count == 1
}

/// The characters that a page must escape.
private func isMarkup(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "&", "<", ">", "\"", "'": true
    default: false
    }
}

private func hexadecimal(_ value: UInt32, digits: Int) -> String {
    let text = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
}
