/// The attribute that tells STUN from other protocols on one port (RFC 8489, 14.7).
public enum STUNFingerprint {
    /// The attribute's number.
    static let attribute: UInt16 = 0x8028

    /// What a message's FINGERPRINT says about it.
    public enum State: Sendable {
        /// There is none.
        case absent
        /// It is the last attribute and fits the message.
        case right
        /// It does not fit, or is not the last attribute.
        case wrong
    }

    /// Looks at the fingerprint of a message that fills these bytes.
    public static func state(of message: STUNMessage, in bytes: RawSpan) -> State {
        var found: Range<Int>?
        message.visitAttributes(in: bytes) { type, value in
            if type == attribute, found == nil { found = value }
        }
        guard let found else { return .absent }
        guard found.count == 4, found.upperBound == bytes.byteCount else { return .wrong }
        let covered = bytes.extracting(0..<found.lowerBound &- 4)
        return value(of: covered) == bytes.be32(found.lowerBound) ? .right : .wrong
    }

    /// The CRC-32 of these bytes (ITU V.42), masked with the letters STUN.
    static func value(of bytes: RawSpan) -> UInt32 {
        var remainder = UInt32.max
        for at in 0..<bytes.byteCount {
            remainder ^= UInt32(bytes.u8(at))
            for _ in 0..<8 {
                remainder = remainder >> 1 ^ (remainder & 1 == 1 ? 0xedb8_8320 : 0)
            }
        }
        return ~remainder ^ 0x5354_554e
    }
}
