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
    public var forPeople: String { shown { "⟨U+" + hexadecimal($0.value, digits: 4) + "⟩" } }

    /// The form for a terminal, in which control characters read `\x1b`, so nothing can steer it.
    public var forTerminal: String {
        shown {
            $0.value < 0x100
                ? "\\x" + hexadecimal($0.value, digits: 2).lowercased()
                : "\\u{" + hexadecimal($0.value, digits: 4).lowercased() + "}"
        }
    }

    private func shown(_ spell: (Unicode.Scalar) -> String) -> String {
        var text = ""
        for (count, scalar) in raw.unicodeScalars.enumerated() {
            if count == Self.longestForPeople {
                text += "… (\(raw.unicodeScalars.count) characters)"
                break
            }
            if isTreacherous(scalar) {
                text += spell(scalar)
            } else {
                text.unicodeScalars.append(scalar)
            }
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

private func hexadecimal(_ value: UInt32, digits: Int) -> String {
    let text = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
}
