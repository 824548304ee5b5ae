/// The header of a QUIC Initial packet, version 1 or 2: offsets into a datagram (RFC 9000, 17.2.2;
/// RFC 9369, 3).
public struct QUICInitial: Hashable, Sendable {
    /// The version: 1, or 0x6b3343cf for version 2.
    public let version: UInt32
    /// The destination connection identifier, 0 to 20 bytes; the keys follow from the client's
    /// first.
    public let destination: Range<Int>
    /// The source connection identifier, 0 to 20 bytes.
    public let source: Range<Int>
    /// The token that a server asked for with Retry, or gave earlier.
    public let token: Range<Int>
    /// Where the protected packet number begins.
    public let packetNumberOffset: Int
    /// The offset after the packet; another may follow in the same datagram.
    public let end: Int
    /// Where the packet begins.
    let start: Int

    /// Whether a UDP payload begins with a client's or server's Initial packet, told from the
    /// header alone: long header, fixed bit, known version, sound identifier lengths.
    @inlinable @inline(__always) public static func isInitial(_ payload: RawSpan) -> Bool {
        guard payload.byteCount >= 7 else { return false }
        // Version 1 has type 0 for Initial, version 2 has type 1.
        let first = payload.u8(0) & 0xf0
        let version = payload.be32(1)
        guard (version == 1 && first == 0xc0) || (version == 0x6b33_43cf && first == 0xd0) else {
            return false
        }
        let length = Int(payload.u8(5))
        return length <= 20 && payload.byteCount > 6 &+ length && payload.u8(6 &+ length) <= 20
    }

    /// Reads the Initial header at `offset`; nil if it is malformed, cut, or another packet.
    public init?(_ datagram: RawSpan, at offset: Int = 0) {
        guard let header = QUICLongHeader(datagram, at: offset),
            let version = QUICVersion(rawValue: header.version),
            header.type == version.initialType,
            let tokenLength = QUICInteger(datagram, at: header.source.upperBound),
            tokenLength.value <= datagram.byteCount - tokenLength.end
        else { return nil }
        let token = tokenLength.end..<tokenLength.end &+ tokenLength.value
        guard let length = QUICInteger(datagram, at: token.upperBound),
            length.value <= datagram.byteCount - length.end
        else { return nil }
        self.version = header.version
        destination = header.destination
        source = header.source
        self.token = token
        packetNumberOffset = length.end
        end = length.end &+ length.value
        start = offset
    }
}

/// What all long headers share (RFC 8999, 5.1).
struct QUICLongHeader {
    let version: UInt32
    let type: UInt8
    let destination: Range<Int>
    let source: Range<Int>

    init?(_ datagram: RawSpan, at offset: Int) {
        // First byte, version, two length bytes.
        guard offset >= 0, offset <= datagram.byteCount - 7, datagram.u8(offset) & 0xc0 == 0xc0
        else { return nil }
        type = datagram.u8(offset) >> 4 & 3
        version = datagram.be32(offset &+ 1)
        let first = offset &+ 6
        let firstLength = Int(datagram.u8(offset &+ 5))
        guard firstLength <= 20, firstLength < datagram.byteCount - first else { return nil }
        destination = first..<first &+ firstLength
        let second = first &+ firstLength &+ 1
        let secondLength = Int(datagram.u8(second &- 1))
        guard secondLength <= 20, secondLength <= datagram.byteCount - second else { return nil }
        source = second..<second &+ secondLength
    }
}

/// A variable-length integer (RFC 9000, 16).
struct QUICInteger {
    let value: Int
    let end: Int

    init?(_ bytes: RawSpan, at offset: Int) {
        guard offset >= 0, offset < bytes.byteCount else { return nil }
        let first = bytes.u8(offset)
        let length = 1 << Int(first >> 6)
        guard length <= bytes.byteCount - offset else { return nil }
        end = offset &+ length
        switch length {
        case 1: value = Int(first & 0x3f)
        case 2: value = Int(bytes.be16(offset) & 0x3fff)
        case 4: value = Int(bytes.be32(offset) & 0x3fff_ffff)
        default: value = Int(bytes.be64(offset) & 0x3fff_ffff_ffff_ffff)
        }
    }
}
