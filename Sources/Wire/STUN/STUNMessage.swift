/// The header of a STUN or TURN message (RFC 8489, 5; the older RFC 3489 form without a magic
/// cookie is not taken).
@frozen public struct STUNMessage: Hashable, Sendable {
    /// What a message is in its exchange.
    public enum Class: UInt8, Sendable {
        /// Asks and awaits an answer.
        case request
        /// Tells and awaits none.
        case indication
        /// Answers with success.
        case success
        /// Answers with an error.
        case error
    }

    /// Bytes of the header.
    public static let headerLength = 20
    /// The number at offset 4 of every message.
    public static let magicCookie: UInt32 = 0x2112_a442
    /// The Binding method, which asks "what is my address?".
    public static let binding: UInt16 = 1

    /// The method: 1 is Binding, 3 is Allocate (TURN).
    public let method: UInt16
    /// What the message is in its exchange.
    public let `class`: Class
    /// The bytes of attributes that the header claims.
    public let claimedLength: Int
    /// The first 32 bits of the transaction identifier.
    public let transactionHigh: UInt32
    /// The last 64 bits of the transaction identifier.
    public let transactionLow: UInt64

    /// Whether these bytes are one whole STUN message.
    /// - Parameters:
    ///   - bytes: The datagram's payload.
    ///   - originalLength: Bytes that were sent, where the capture may hold fewer; nil if it holds
    ///     all.
    @inlinable @inline(__always) public static func isSTUN(
        _ bytes: RawSpan, originalLength: Int? = nil
    ) -> Bool {
        guard bytes.byteCount >= headerLength, bytes.be32(4) == magicCookie else { return false }
        let length = bytes.be16(2)
        return bytes.u8(0) < 64 && length & 3 == 0
            && Int(length) &+ headerLength == originalLength ?? bytes.byteCount
    }

    /// Reads the header of a message at the start of the bytes; nil if it is cut or is not STUN.
    ///
    /// The bytes may hold less than the message (a snap length, a TCP segment) or more.
    public init?(_ bytes: RawSpan) {
        guard bytes.byteCount >= STUNMessage.headerLength,
            bytes.be32(4) == STUNMessage.magicCookie
        else { return nil }
        let type = bytes.be16(0)
        let length = bytes.be16(2)
        guard type < 0x4000, length & 3 == 0,
            let kind = Class(rawValue: UInt8(type >> 4 & 1 | type >> 7 & 2))
        else { return nil }
        method = type & 0xf | type >> 1 & 0x70 | type >> 2 & 0xf80
        self.class = kind
        claimedLength = Int(length)
        transactionHigh = bytes.be32(8)
        transactionLow = bytes.be64(12)
    }

    /// Calls `visit` with the type and value of each attribute; false if one is cut.
    @inline(never) @discardableResult public func visitAttributes(
        in bytes: RawSpan, _ visit: (UInt16, Range<Int>) -> Void
    ) -> Bool {
        let claimed = STUNMessage.headerLength &+ claimedLength
        let end = min(claimed, bytes.byteCount)
        var at = STUNMessage.headerLength
        while at <= end - 4 {
            let start = at &+ 4
            let length = Int(bytes.be16(at &+ 2))
            guard length <= end - start else { return false }
            visit(bytes.be16(at), start..<start &+ length)
            // Values are padded to four bytes.
            at = start &+ (length &+ 3) & ~3
        }
        return at == claimed
    }
}
