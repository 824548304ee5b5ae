/// Names in a text.
extension Mask {
    /// Where a text has a name that is masked, as a word of its own.
    ///
    /// In a sentence of ours a plain name, such as `leak`, counts only where a name would stand: between
    /// quotation marks, in a path, in an address of mail or as part of a name with dots.
    func named(in bytes: [UInt8], isSentence: Bool) -> [Match] {
        guard !names.isEmpty else { return [] }
        var matches: [Match] = []
        for at in bytes.indices {
            guard let names = names[Mask.small(bytes[at])] else { continue }
            let found = names.first { name in
                let end = at + name.letters.count
                return end <= bytes.count && Mask.isEdge(at, in: bytes)
                    && Mask.isEdge(end, in: bytes)
                    && zip(name.letters, bytes[at...]).allSatisfy { $0 == Mask.small($1) }
                    && !(isSentence && name.isPlain
                        && !Mask.isNamePlace(at..<end, in: bytes))
            }
            if let found { matches.append((at..<at + found.letters.count, found.word)) }
        }
        return matches
    }

    /// Whether a word may begin or end between two bytes.
    private static func isEdge(_ at: Int, in bytes: [UInt8]) -> Bool {
        guard at > 0, at < bytes.count else { return true }
        return !(isWord(bytes[at - 1]) && isWord(bytes[at]))
    }

    /// ASCII letters and digits: a typographic quotation mark must not hide what it encloses.
    private static func isWord(_ byte: UInt8) -> Bool { isLetter(byte) || isDigit(byte) }

    private static func isNamePlace(_ range: Range<Int>, in bytes: [UInt8]) -> Bool {
        let before = range.lowerBound > 0 ? bytes[range.lowerBound - 1] : 0
        let behind = range.upperBound < bytes.count ? bytes[range.upperBound] : 0
        let further = range.upperBound + 1 < bytes.count ? bytes[range.upperBound + 1] : 0
        // A full stop ends a sentence, unless something follows at once.
        let isDotted = behind == UInt8(ascii: ".") && isWord(further)
        return isDotted || before >= 0x80 || behind >= 0x80
            || "\"'/@=.".utf8.contains(before) || "\"/@=".utf8.contains(behind)
    }
}
