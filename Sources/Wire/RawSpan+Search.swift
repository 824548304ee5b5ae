extension RawSpan {
    /// The offset of the first occurrence of a text inside `range`, upper and lower case alike;
    /// nil if there is none. The range must lie inside the bytes.
    func firstOffset(of text: StaticString, in range: Range<Int>) -> Int? {
        var at = range.lowerBound
        while at <= range.upperBound - text.utf8CodeUnitCount {
            if DNSName.matches(self, from: at, text, skipping: 0) { return at }
            at = at &+ 1
        }
        return nil
    }

    /// Whether a text stands at `offset` (0 or more), upper and lower case alike.
    func hasText(_ text: StaticString, at offset: Int) -> Bool {
        offset <= byteCount - text.utf8CodeUnitCount
            && DNSName.matches(self, from: offset, text, skipping: 0)
    }
}
