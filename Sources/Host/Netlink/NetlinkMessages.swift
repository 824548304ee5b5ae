internal import Wire

/// One message of a netlink datagram.
struct NetlinkMessage {
    /// Bytes of the header.
    static let headerSize = 16
    /// The answer ends here.
    static let done: UInt16 = 3
    /// The answer is an error number; 0 is an acknowledgement.
    static let error: UInt16 = 2

    let type: UInt16
    let flags: UInt16
    let sequence: UInt32
    let payload: Range<Int>

    /// Whether the machine changed while it was being listed (`NLM_F_DUMP_INTR`).
    var wasInterrupted: Bool { flags & 0x10 != 0 }
    /// Whether an error comes with a word on what is wrong with the request (`NLM_F_ACK_TLVS`).
    var isExplained: Bool { flags & 0x200 != 0 }
}

/// A walk over the messages of a netlink datagram.
struct NetlinkMessages {
    /// Whether a message's length does not fit.
    private(set) var isMalformed = false

    private var at = 0

    /// The next message.
    mutating func next(in bytes: RawSpan) -> NetlinkMessage? {
        guard !isMalformed, at < bytes.byteCount else { return nil }
        guard bytes.byteCount - at >= NetlinkMessage.headerSize else {
            isMalformed = true
            return nil
        }
        let length = Int(bytes.host32(at))
        guard length >= NetlinkMessage.headerSize, length <= bytes.byteCount - at else {
            isMalformed = true
            return nil
        }
        let message = NetlinkMessage(
            type: bytes.host16(at + 4), flags: bytes.host16(at + 6),
            sequence: bytes.host32(at + 8),
            payload: at + NetlinkMessage.headerSize..<at + length)
        at = min(bytes.byteCount, at + (length + 3) & ~3)
        return message
    }
}
