/// One DNS message in a TCP segment, behind its two-byte length (RFC 1035, 4.2.2).
public struct DNSOverTCP: Hashable, Sendable {
    /// Where the message, or what the segment holds of it, stands.
    public let message: Range<Int>
    /// The length that the prefix claims.
    public let claimedLength: Int

    /// Whether the segment holds all of the message.
    public var isWhole: Bool { message.count == claimedLength }

    /// Reads the length prefix at `offset`; nil if it is cut or shorter than a DNS header.
    ///
    /// The next message of the segment, if any, begins at `message.upperBound`.
    public init?(_ segment: RawSpan, at offset: Int = 0) {
        guard offset >= 0, offset <= segment.byteCount - 2 else { return nil }
        claimedLength = Int(segment.be16(offset))
        guard claimedLength >= DNSMessage.headerLength else { return nil }
        let start = offset &+ 2
        message = start..<start &+ min(claimedLength, segment.byteCount - start)
    }

    /// The message behind its length, as it travels; nil if it is longer than the length can say.
    public static func framed(_ message: [UInt8]) -> [UInt8]? {
        UInt16(exactly: message.count).map { FrameBuilder.bytes($0) + message }
    }
}
