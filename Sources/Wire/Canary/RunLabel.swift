/// The name of a run, as it stands in a DNS label, a path and a canary.
///
/// 1 to 32 letters, digits and hyphens. Resolvers change the case of letters (0x20), so capitals
/// become small.
public struct RunLabel: Hashable, Sendable, CustomStringConvertible {
    /// Longest name: 16 hexadecimal digits are unguessable, 32 leave room for a word and a time.
    public static let longest = 32

    /// The name in small letters.
    public let text: String

    /// The name in these bytes; nil if they hold anything else.
    public init?(in bytes: RawSpan, _ range: Range<Int>) {
        guard range.lowerBound >= 0, range.upperBound <= bytes.byteCount,
            1...RunLabel.longest ~= range.count
        else { return nil }
        var letters: [UInt8] = []
        letters.reserveCapacity(range.count)
        for at in range {
            let byte = lowercased(bytes.u8(at))
            guard isLetterOrDigit(byte) || byte == UInt8(ascii: "-") else { return nil }
            letters.append(byte)
        }
        text = String(decoding: letters, as: UTF8.self)
    }

    /// The name that a text spells; nil if it holds anything else.
    public init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        unsafe self.init(in: bytes.span.bytes, 0..<bytes.count)
    }

    /// The name in small letters.
    public var description: String { text }
}

/// Whether a byte is an ASCII digit or a small letter.
func isLetterOrDigit(_ byte: UInt8) -> Bool {
    byte &- UInt8(ascii: "0") < 10 || byte &- UInt8(ascii: "a") < 26
}
