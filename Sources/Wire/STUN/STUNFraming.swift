/// How STUN and TURN travel beside the plain form of one message per datagram.
public enum STUNFraming {
    /// The bytes of the STUN message that a TCP segment begins with; nil if it does not.
    ///
    /// Both forms are taken: bare (RFC 8489, 6.2.2) and behind the two-byte length of ICE over TCP
    /// (RFC 4571). A message may be cut by the end of the segment.
    @inline(never) public static func messageAtStart(of segment: RawSpan) -> Range<Int>? {
        let count = segment.byteCount
        if let message = STUNMessage(segment) {
            return 0..<min(count, STUNMessage.headerLength &+ message.claimedLength)
        }
        guard count >= 2 &+ STUNMessage.headerLength,
            let message = STUNMessage(segment.extracting(2..<count)),
            Int(segment.be16(0)) == STUNMessage.headerLength &+ message.claimedLength
        else { return nil }
        return 2..<min(count, 2 &+ STUNMessage.headerLength &+ message.claimedLength)
    }

    /// The data of a TURN ChannelData message (RFC 8656, 12.4) that fills these bytes; nil if they
    /// are none.
    ///
    /// Only two bits and a length are fixed, so ask this of flows that carried STUN before.
    public static func channelData(_ bytes: RawSpan, originalLength: Int? = nil) -> Range<Int>? {
        guard bytes.byteCount >= 4, 0x40...0x4f ~= bytes.u8(0) else { return nil }
        let length = Int(bytes.be16(2))
        let present = (originalLength ?? bytes.byteCount) &- 4
        // Padding to four bytes is compulsory over TCP and allowed over UDP.
        guard present >= length, present <= (length &+ 3) & ~3 else { return nil }
        return 4..<min(bytes.byteCount, 4 &+ length)
    }
}
