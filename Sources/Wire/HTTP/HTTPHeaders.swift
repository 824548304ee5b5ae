/// The header lines of an HTTP/1 message or of one in its style (RFC 9112, 5): where to look.
struct HTTPHeaders {
    /// Bytes that are looked at; servers refuse longer headers.
    static let longest = 16_384

    /// Where the first header line begins.
    let start: Int

    /// The value of the first header with this name, blanks around it left out; one that the bytes
    /// cut off is not taken.
    @inline(never) func value(of name: StaticString, in bytes: RawSpan) -> Range<Int>? {
        var at = start
        while let line = HTTPHeaders.line(in: bytes, at: at) {
            if line.range.isEmpty { return nil }
            let colon = line.range.lowerBound &+ name.utf8CodeUnitCount
            if colon < line.range.upperBound, bytes.u8(colon) == UInt8(ascii: ":"),
                bytes.hasText(name, at: line.range.lowerBound)
            {
                return trimmed(colon &+ 1..<line.range.upperBound, bytes)
            }
            at = line.next
        }
        return nil
    }

    /// The line at `offset` without its end; nil if its end is not there.
    static func line(in bytes: RawSpan, at offset: Int) -> (range: Range<Int>, next: Int)? {
        let rest = bytes.extracting(offset..<max(offset, min(bytes.byteCount, longest)))
        var at = 0
        while at < rest.byteCount {
            if rest.u8(at) == 10 {
                let isCRLF = at > 0 && rest.u8(at &- 1) == 13
                let end = offset &+ at
                return (offset..<(isCRLF ? end &- 1 : end), end &+ 1)
            }
            at &+= 1
        }
        return nil
    }

    private func trimmed(_ range: Range<Int>, _ bytes: RawSpan) -> Range<Int> {
        var range = range
        while let first = range.first, bytes.u8(first) == 32 || bytes.u8(first) == 9 {
            range = range.dropFirst()
        }
        while let last = range.last, bytes.u8(last) == 32 || bytes.u8(last) == 9 {
            range = range.dropLast()
        }
        return range
    }
}
