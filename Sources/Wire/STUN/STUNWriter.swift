/// Writes one STUN message: a Binding request or an answer to one (RFC 8489, 5 and 14).
public struct STUNWriter: Sendable {
    /// The message so far; its length field is right at any time.
    public private(set) var bytes: [UInt8]

    private let transactionHigh: UInt32
    private let transactionLow: UInt64

    /// A Binding message without attributes.
    public init(_ kind: STUNMessage.Class, transactionHigh: UInt32, transactionLow: UInt64) {
        // The two bits of the class stand at 4 and 8.
        let bits = UInt16(kind.rawValue)
        let type = STUNMessage.binding | bits << 4 & 0x10 | bits << 7 & 0x100
        bytes =
            FrameBuilder.bytes(type) + [0, 0] + FrameBuilder.bytes(STUNMessage.magicCookie)
            + FrameBuilder.bytes(transactionHigh) + FrameBuilder.bytes(transactionLow)
        self.transactionHigh = transactionHigh
        self.transactionLow = transactionLow
    }

    /// Writes XOR-MAPPED-ADDRESS: the asker's address as the server saw it.
    public mutating func write(xorMapped endpoint: STUNEndpoint) {
        let cookie = STUNMessage.magicCookie
        let port = endpoint.port ^ UInt16(truncatingIfNeeded: cookie >> 16)
        var value: [UInt8] = [0, endpoint.address.isIPv4 ? 1 : 2] + FrameBuilder.bytes(port)
        if endpoint.address.isIPv4 {
            value += FrameBuilder.bytes(endpoint.address.v4 ^ cookie)
        } else {
            let mask = UInt64(cookie) << 32 | UInt64(transactionHigh)
            value += FrameBuilder.bytes(endpoint.address.high ^ mask)
            value += FrameBuilder.bytes(endpoint.address.low ^ transactionLow)
        }
        write(STUNAddressAttribute.xorMapped.rawValue, value)
    }

    /// Writes the error 420 and the attributes that caused it (RFC 8489, 14.9).
    public mutating func write(unknownAttributes types: [UInt16]) {
        write(0x0009, [0, 0, 4, 20])
        write(0x000a, types.flatMap(FrameBuilder.bytes))
    }

    /// Writes FINGERPRINT over all that stands before it; it must be the last.
    public mutating func writeFingerprint() {
        // The length that is covered counts the fingerprint itself (RFC 8489, 14.7).
        set(length: bytes.count - STUNMessage.headerLength + 8)
        let value = unsafe STUNFingerprint.value(of: bytes.span.bytes)
        bytes += FrameBuilder.bytes(STUNFingerprint.attribute) + [0, 4] + FrameBuilder.bytes(value)
    }

    /// Writes an attribute, filled up to four bytes. What would make the message longer than its
    /// length field can say is left out.
    private mutating func write(_ type: UInt16, _ value: [UInt8]) {
        let padding = (4 - value.count % 4) % 4
        guard let length = UInt16(exactly: value.count),
            bytes.count + 4 + value.count + padding <= 65_532
        else { return }
        bytes += FrameBuilder.bytes(type) + FrameBuilder.bytes(length) + value
        bytes += [UInt8](repeating: 0, count: padding)
        set(length: bytes.count - STUNMessage.headerLength)
    }

    private mutating func set(length: Int) {
        bytes[2] = UInt8(truncatingIfNeeded: length >> 8)
        bytes[3] = UInt8(truncatingIfNeeded: length)
    }
}
