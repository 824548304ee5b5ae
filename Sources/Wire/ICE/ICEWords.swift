/// The words of a candidate, one blank apart, taken one after the other.
struct ICEWords {
    /// Longest name of a host (RFC 1035, 2.3.4).
    private static let longestName = 253

    private var rest: Substring?

    init(_ text: String) { rest = text[...] }

    /// Whether nothing is left.
    var isAtEnd: Bool { rest == nil }

    /// Takes a word, upper and lower case alike, that ends at `mark` instead of a blank.
    mutating func skip(upTo mark: Character, _ word: String) -> Bool {
        guard let text = rest, let end = text.utf8.firstIndex(where: { $0 == mark.asciiValue }),
            text[..<end].lowercased() == word
        else { return false }
        rest = text[text.utf8.index(after: end)...]
        return true
    }

    /// Takes the next word if it is this one, upper and lower case alike.
    mutating func skip(_ word: String) -> Bool {
        guard let (first, after) = first, first.lowercased() == word else { return false }
        rest = after
        return true
    }

    /// Takes the next word, which must have characters, all of this sort.
    mutating func next(_ isFit: (UInt8) -> Bool) -> Substring? {
        guard let (word, after) = first, !word.isEmpty, word.utf8.allSatisfy(isFit) else {
            return nil
        }
        rest = after
        return word
    }

    /// Takes a `token` of RFC 4566, 9.
    mutating func nextToken() -> Substring? {
        next { 0x21...0x7e ~= $0 && !"\"(),/:;<=>?@[\\]".utf8.contains($0) }
    }

    /// Takes what an extension is set to: printable characters, or none.
    mutating func nextValue() -> Bool {
        guard let (word, after) = first, word.utf8.allSatisfy({ 0x21...0x7e ~= $0 }) else {
            return false
        }
        rest = after
        return true
    }

    /// Takes a decimal number of at most ten digits.
    mutating func nextNumber(in range: ClosedRange<UInt32>) -> UInt32? {
        guard let word = next({ decimalDigit($0) != nil }), word.utf8.count <= 10,
            let number = UInt32(word), range.contains(number)
        else { return nil }
        return number
    }

    /// Takes a literal address or a domain name.
    mutating func nextHost() -> ICECandidate.Host? {
        guard let (word, after) = first, word.utf8.count <= ICEWords.longestName else { return nil }
        if let address = IPAddress(String(word)) {
            rest = after
            return .address(address)
        }
        // Digits and dots alone are an address that went wrong, and no name.
        guard word.utf8.contains(where: { isLetterOrDigit(lowercased($0)) && $0 > 0x39 }),
            word.utf8.allSatisfy({ isLetterOrDigit(lowercased($0)) || "-.".utf8.contains($0) })
        else { return nil }
        rest = after
        return .name(OutsideText(String(word)))
    }

    /// Whether a character may stand in a foundation.
    static func isICECharacter(_ byte: UInt8) -> Bool {
        isLetterOrDigit(lowercased(byte)) || "+/".utf8.contains(byte)
    }

    /// The word up to the next blank, and what is behind that blank: nothing at the end.
    private var first: (word: Substring, after: Substring?)? {
        guard let rest else { return nil }
        guard let blank = rest.utf8.firstIndex(of: 0x20) else { return (rest, nil) }
        return (rest[..<blank], rest[rest.utf8.index(after: blank)...])
    }
}
