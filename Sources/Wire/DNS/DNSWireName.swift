/// A domain name as it travels, without compression: labels behind their lengths, and the root.
///
/// Names keep the case of their letters and compare without it (RFC 4343).
public struct DNSWireName: Sendable {
    /// The bytes, 1 to 255, the root's zero included.
    public let bytes: [UInt8]

    /// The root.
    public static let root = DNSWireName(checked: [0])

    private init(checked bytes: [UInt8]) { self.bytes = bytes }

    /// A name from its text, with or without a final dot; nil if a label is empty or longer than 63
    /// bytes, a byte is not printable ASCII or a backslash, or the name is longer than 255 bytes.
    public init?(_ text: String) {
        var rest = Substring(text)
        if rest.hasSuffix(".") { rest = rest.dropLast() }
        guard !rest.isEmpty else { return nil }
        var bytes: [UInt8] = []
        for label in rest.split(separator: ".", omittingEmptySubsequences: false) {
            guard let length = UInt8(exactly: label.utf8.count), 1...63 ~= length,
                label.utf8.allSatisfy({ 0x21...0x7e ~= $0 && $0 != UInt8(ascii: "\\") })
            else { return nil }
            bytes.append(length)
            bytes += label.utf8
        }
        bytes.append(0)
        guard bytes.count <= DNSLabels.longestName else { return nil }
        self.bytes = bytes
    }

    /// The name at `offset` of a message, compression followed; nil if it is malformed or cut.
    public init?(in message: RawSpan, at offset: Int) {
        var labels = DNSLabels(at: offset)
        var bytes: [UInt8] = []
        while let label = labels.next(in: message) {
            bytes.append(UInt8(truncatingIfNeeded: label.count))
            for at in label { bytes.append(message.u8(at)) }
        }
        guard !labels.isMalformed else { return nil }
        self.bytes = bytes + [0]
    }

    /// Where each label stands in the bytes, its length byte included, the root left out.
    public var labels: [Range<Int>] {
        var ranges: [Range<Int>] = []
        var at = 0
        while bytes[at] > 0 {
            let next = at + 1 + Int(bytes[at])
            ranges.append(at..<next)
            at = next
        }
        return ranges
    }

    /// The text of the label in a range that `labels` gave.
    public func label(_ range: Range<Int>) -> String {
        String(decoding: bytes[range.clamped(to: 0..<bytes.count)].dropFirst(), as: UTF8.self)
    }

    /// The name with all letters small.
    public var lowercase: DNSWireName { DNSWireName(checked: bytes.map(lowercased)) }

    /// The name without its first label; nil for the root.
    public var parent: DNSWireName? {
        bytes[0] == 0 ? nil : DNSWireName(checked: Array(bytes.dropFirst(1 + Int(bytes[0]))))
    }

    /// The name below another; nil if it would be longer than 255 bytes.
    public func below(_ parent: DNSWireName) -> DNSWireName? {
        let joined = bytes.dropLast() + parent.bytes
        return joined.count <= DNSLabels.longestName ? DNSWireName(checked: Array(joined)) : nil
    }

    /// How many bytes stand before an ancestor's name in this one; nil if it is no ancestor. Every
    /// name is its own ancestor.
    public func prefixLength(above ancestor: DNSWireName) -> Int? {
        let length = bytes.count - ancestor.bytes.count
        guard length >= 0 else { return nil }
        var at = 0
        while at < length { at += 1 + Int(bytes[at]) }
        guard at == length else { return nil }
        for (own, other) in zip(bytes[length...], ancestor.bytes)
        where lowercased(own) != lowercased(other) { return nil }
        return length
    }
}

extension DNSWireName: Hashable {
    /// Whether two names are the same, letters without case.
    public static func == (left: DNSWireName, right: DNSWireName) -> Bool {
        left.prefixLength(above: right) == 0
    }

    /// Feeds the small letters of the name.
    public func hash(into hasher: inout Hasher) {
        for byte in bytes { hasher.combine(lowercased(byte)) }
    }
}

extension DNSWireName: CustomStringConvertible {
    /// The name with dots and without a final one; what is not printable is written `\DDD`.
    public var description: String {
        unsafe DNSName.text(in: bytes.span.bytes, at: 0)?.raw ?? "."
    }
}
