/// The header of one TLS record (RFC 8446, 5.1): offsets into a byte stream.
@frozen public struct TLSRecord: Hashable, Sendable {
    /// Bytes of the header.
    public static let headerLength = 5
    /// Largest fragment: 2^14, and 256 that encryption may add (RFC 8446, 5.2).
    public static let longestFragment = 16_640
    /// The content type of handshake messages.
    public static let handshake: UInt8 = 22

    /// The content type: 20 change cipher spec, 21 alert, 22 handshake, 23 application data.
    public let type: UInt8
    /// The version as written, 0x0301 to 0x0304; TLS 1.3 writes 0x0301 or 0x0303.
    public let version: UInt16
    /// Where the fragment stands; it may reach beyond the bytes at hand.
    public let fragment: Range<Int>

    /// Reads the record header at `offset`; nil if it is cut or is no TLS record.
    public init?(_ bytes: RawSpan, at offset: Int = 0) {
        guard offset >= 0, offset <= bytes.byteCount - TLSRecord.headerLength else { return nil }
        type = bytes.u8(offset)
        version = bytes.be16(offset &+ 1)
        let length = Int(bytes.be16(offset &+ 3))
        guard 20...24 ~= type, version >> 8 == 3, version & 255 <= 4,
            length <= TLSRecord.longestFragment
        else { return nil }
        let start = offset &+ TLSRecord.headerLength
        fragment = start..<start &+ length
    }

    /// Whether a segment begins with a ClientHello: handshake record, version 3.x, message type 1.
    @inlinable @inline(__always) public static func startsClientHello(_ payload: RawSpan) -> Bool {
        payload.byteCount >= 6 && payload.be16(0) == 0x1603 && payload.u8(2) <= 4
            && payload.u8(5) == 1
    }
}
