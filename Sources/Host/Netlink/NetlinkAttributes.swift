internal import Wire

/// A walk over the attributes of a netlink message; it never leaves the range that it was given.
struct NetlinkAttributes {
    /// Whether an attribute's length does not fit.
    private(set) var isMalformed = false

    private var at: Int
    private let end: Int

    /// A walk over a range of the bytes, which must lie inside them.
    init(_ range: Range<Int>) {
        at = range.lowerBound
        end = range.upperBound
    }

    /// The next attribute: its number without the flags for nesting and byte order, and its payload.
    mutating func next(in bytes: RawSpan) -> (number: UInt16, payload: Range<Int>)? {
        // Fewer than four bytes are what is left of alignment.
        guard end - at >= 4, end <= bytes.byteCount, !isMalformed else { return nil }
        let length = Int(bytes.host16(at))
        guard length >= 4, length <= end - at else {
            isMalformed = true
            return nil
        }
        let payload = at + 4..<at + length
        let number = bytes.host16(at + 2) & 0x3fff
        at = min(end, at + (length + 3) & ~3)
        return (number, payload)
    }
}
