/// Questions about a domain name inside a DNS message, answered in place.
///
/// A name is given by the message's bytes and the offset where the name stands. Letters compare
/// without case (RFC 4343). Every function takes a malformed name as "no".
public enum DNSName {
    /// The offset after the name at `offset`, its labels checked up to the root, compression
    /// followed; nil if it is malformed or cut.
    @inline(never) public static func skip(in bytes: RawSpan, at offset: Int) -> Int? {
        var labels = DNSLabels(at: offset)
        while labels.next(in: bytes) != nil {}
        return labels.isMalformed ? nil : labels.end
    }

    /// How many labels the name has, the root not counted; nil if it is malformed.
    @inline(never) public static func labelCount(in bytes: RawSpan, at offset: Int) -> Int? {
        var labels = DNSLabels(at: offset)
        var count = 0
        while labels.next(in: bytes) != nil { count &+= 1 }
        return labels.isMalformed ? nil : count
    }

    /// Whether the first label is this one.
    @inline(never) public static func firstLabel(
        in bytes: RawSpan, at offset: Int, equals text: StaticString
    ) -> Bool {
        var labels = DNSLabels(at: offset)
        guard let label = labels.next(in: bytes), label.count == text.utf8CodeUnitCount else {
            return false
        }
        return matches(bytes, from: label.lowerBound, text, skipping: 0)
    }

    /// Whether the first label begins with this text.
    @inline(never) public static func firstLabel(
        in bytes: RawSpan, at offset: Int, startsWith text: StaticString
    ) -> Bool {
        var labels = DNSLabels(at: offset)
        guard let label = labels.next(in: bytes), label.count >= text.utf8CodeUnitCount else {
            return false
        }
        return matches(bytes, from: label.lowerBound, text, skipping: 0)
    }

    /// Whether the name is `suffix` or lies below it; `suffix` is written with dots and without a
    /// final one, for example "in-addr.arpa".
    @inline(never) public static func hasSuffix(
        _ suffix: StaticString, in bytes: RawSpan, at offset: Int
    ) -> Bool {
        guard let count = labelCount(in: bytes, at: offset) else { return false }
        var dots = 0
        for at in 0..<suffix.utf8CodeUnitCount where byte(of: suffix, at) == UInt8(ascii: ".") {
            dots += 1
        }
        guard count > dots else { return false }
        var labels = DNSLabels(at: offset)
        for _ in 0..<(count - dots - 1) {
            _ = labels.next(in: bytes)
        }
        var at = 0
        while let label = labels.next(in: bytes) {
            if at > 0 {
                guard at < suffix.utf8CodeUnitCount else { return false }
                at += 1
            }
            guard label.count <= suffix.utf8CodeUnitCount - at,
                matches(bytes, from: label.lowerBound, suffix, skipping: at, count: label.count)
            else { return false }
            at += label.count
            guard at == suffix.utf8CodeUnitCount || byte(of: suffix, at) == UInt8(ascii: ".") else {
                return false
            }
        }
        return at == suffix.utf8CodeUnitCount
    }

    /// The name as text, without the final dot; "." is the root; nil if it is malformed.
    ///
    /// Cold: it allocates. Bytes inside a label that are not printable ASCII, and dots, backslashes
    /// and blanks, are written `\DDD` in decimal (RFC 1035, 5.1).
    @inline(never) public static func text(in bytes: RawSpan, at offset: Int) -> OutsideText? {
        var labels = DNSLabels(at: offset)
        var text = ""
        while let label = labels.next(in: bytes) {
            if !text.isEmpty { text += "." }
            for at in label {
                let byte = bytes.u8(at)
                if byte > 0x20, byte < 0x7f, byte != UInt8(ascii: "."), byte != UInt8(ascii: "\\") {
                    text.unicodeScalars.append(Unicode.Scalar(byte))
                } else {
                    let digits = String(byte)
                    text += "\\" + String(repeating: "0", count: 3 - digits.utf8.count) + digits
                }
            }
        }
        guard !labels.isMalformed else { return nil }
        return OutsideText(text.isEmpty ? "." : text)
    }

    /// Whether the bytes from `start` are the bytes of `text` from `skipping`, without case; the
    /// caller has checked that both are long enough.
    static func matches(
        _ bytes: RawSpan, from start: Int, _ text: StaticString, skipping: Int, count: Int? = nil
    ) -> Bool {
        let length = count ?? (text.utf8CodeUnitCount - skipping)
        for at in 0..<length
        where lowercased(bytes.u8(start &+ at)) != lowercased(byte(of: text, skipping &+ at)) {
            return false
        }
        return true
    }

    /// Byte `index` of a literal; the caller has checked that it is there.
    private static func byte(of text: StaticString, _ index: Int) -> UInt8 {
        text.withUTF8Buffer { unsafe $0[index] }
    }
}

/// An ASCII capital as its small letter, any other byte as it is.
@inline(__always) func lowercased(_ byte: UInt8) -> UInt8 {
    byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
}
