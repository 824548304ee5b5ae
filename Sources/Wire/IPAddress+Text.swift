extension IPAddress: CustomStringConvertible, LosslessStringConvertible {
    /// Reads an address from text: dotted decimal, or IPv6 as in RFC 4291, 2.2.
    ///
    /// `::ffff:192.0.2.1` reads as the IPv4 address. Refused (nil): zone identifiers, leading zeros
    /// in dotted decimal (they mean octal to some readers), spaces, anything left over.
    public init?(_ text: String) {
        var text = text
        let parsed = text.withUTF8 { bytes -> IPAddress? in
            let bytes = unsafe bytes.span.bytes
            // The longest form, "0000:…:255.255.255.255", has 45 characters.
            guard bytes.byteCount <= 45 else { return nil }
            if let v4 = dottedDecimal(bytes, from: 0) { return IPAddress(v4: v4) }
            return colonHexadecimal(bytes)
        }
        guard let parsed else { return nil }
        self = parsed
    }

    /// The canonical text: dotted decimal for IPv4, RFC 5952 for IPv6.
    public var description: String {
        if isIPv4 {
            return "\(v4 >> 24).\(v4 >> 16 & 255).\(v4 >> 8 & 255).\(v4 & 255)"
        }
        let zeros = longestZeroRun
        var text = ""
        var index = 0
        while index < 8 {
            if index == zeros.start, zeros.count > 1 {
                text += "::"
                index += zeros.count
            } else {
                if !text.isEmpty, !text.hasSuffix("::") { text += ":" }
                text += String(group(index), radix: 16)
                index += 1
            }
        }
        return text
    }

    /// The 16-bit group `index` (0 to 7) of the 128 bits.
    private func group(_ index: Int) -> UInt16 {
        let half = index < 4 ? high : low
        return UInt16(truncatingIfNeeded: half >> UInt64(48 - 16 * (index & 3)))
    }

    /// The first of the longest runs of zero groups (RFC 5952, 4.2.3).
    private var longestZeroRun: (start: Int, count: Int) {
        var best = (start: 0, count: 0)
        var count = 0
        for index in 0..<8 {
            count = group(index) == 0 ? count + 1 : 0
            if count > best.count { best = (index - count + 1, count) }
        }
        return best
    }
}

/// Reads `a.b.c.d` from `start` to the end of the text.
private func dottedDecimal(_ text: RawSpan, from start: Int) -> UInt32? {
    var value: UInt32 = 0
    var octet: UInt32 = 0
    var digits = 0
    var dots = 0
    for at in start..<text.byteCount {
        let byte = text.u8(at)
        if byte == UInt8(ascii: ".") {
            guard digits > 0, dots < 3 else { return nil }
            value = value << 8 | octet
            octet = 0
            digits = 0
            dots += 1
        } else {
            guard let digit = decimalDigit(byte), digits == 0 || octet > 0 else { return nil }
            octet = octet * 10 + UInt32(digit)
            digits += 1
            guard octet <= 255 else { return nil }
        }
    }
    guard dots == 3, digits > 0 else { return nil }
    return value << 8 | octet
}

/// Reads an IPv6 address, with or without `::` and a dotted tail.
private func colonHexadecimal(_ text: RawSpan) -> IPAddress? {
    var before = HexadecimalGroups()
    var after: HexadecimalGroups?
    var at = 0
    let end = text.byteCount
    let colon = UInt8(ascii: ":")
    guard end >= 2 else { return nil }
    if text.u8(0) == colon {
        guard text.u8(1) == colon else { return nil }
        after = HexadecimalGroups()
        at = 2
    }
    while at < end {
        var groups = after ?? before
        if let v4 = dottedDecimal(text, from: at) {
            groups.append(UInt16(v4 >> 16))
            groups.append(UInt16(v4 & 0xffff))
            at = end
        } else {
            var value: UInt16 = 0
            var digits = 0
            while at < end, let digit = hexadecimalDigit(text.u8(at)) {
                guard digits < 4 else { return nil }
                value = value << 4 | UInt16(digit)
                digits += 1
                at += 1
            }
            guard digits > 0 else { return nil }
            groups.append(value)
        }
        if after == nil { before = groups } else { after = groups }
        if at == end { break }
        guard text.u8(at) == colon, at + 1 < end else { return nil }
        at += 1
        if text.u8(at) == colon {
            guard after == nil else { return nil }
            after = HexadecimalGroups()
            at += 1
        }
    }
    if let after {
        // "::" stands for at least one group.
        guard before.count + after.count <= 7 else { return nil }
        return before.address(leading: true).or(after.address(leading: false))
    }
    return before.count == 8 ? before.address(leading: true) : nil
}

/// The groups read on one side of `::`, at most eight that count.
private struct HexadecimalGroups {
    var high: UInt64 = 0
    var low: UInt64 = 0
    var count = 0

    mutating func append(_ group: UInt16) {
        high = high << 16 | low >> 48
        low = low << 16 | UInt64(group)
        count += 1
    }

    /// The groups placed at the front of the 128 bits, or left at their end.
    func address(leading: Bool) -> IPAddress {
        var result = self
        if leading {
            for _ in 0..<max(0, 8 - count) {
                result.append(0)
            }
        }
        return IPAddress(high: result.high, low: result.low)
    }
}

extension IPAddress {
    fileprivate func or(_ other: IPAddress) -> IPAddress {
        IPAddress(high: high | other.high, low: low | other.low)
    }
}

/// The value of an ASCII decimal digit.
func decimalDigit(_ byte: UInt8) -> UInt8? {
    let digit = byte &- UInt8(ascii: "0")
    return digit < 10 ? digit : nil
}

/// The value of an ASCII hexadecimal digit.
func hexadecimalDigit(_ byte: UInt8) -> UInt8? {
    if let digit = decimalDigit(byte) { return digit }
    let letter = (byte | 0x20) &- UInt8(ascii: "a")
    return letter < 6 ? letter + 10 : nil
}
