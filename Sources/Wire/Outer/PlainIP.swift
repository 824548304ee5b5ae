/// Recognises IP headers where none should be readable.
public enum PlainIP {
    /// Whether these bytes begin with an IP packet that fills them: IPv4 with a sound checksum, or
    /// IPv6 with a known next header.
    public static func begins(_ bytes: RawSpan, originalLength: Int) -> Bool {
        guard bytes.byteCount >= 20 else { return false }
        if bytes.u8(0) == 0x45 {
            return Int(bytes.be16(2)) == originalLength && sum(bytes, at: 0, key: 0) == 0xffff
        }
        guard bytes.byteCount >= 40, bytes.u8(0) >> 4 == 6 else { return false }
        return Int(bytes.be16(4)) &+ 40 == originalLength && isCommon(bytes.u8(6))
    }

    /// The one's complement sum of the 20 bytes at `offset`, each XORed with `key`; 0xffff if an
    /// IPv4 header stands there.
    static func sum(_ bytes: RawSpan, at offset: Int, key: UInt8) -> UInt32 {
        let mask = UInt16(key) << 8 | UInt16(key)
        var sum: UInt32 = 0
        var at = offset
        while at < offset &+ 20 {
            sum = sum &+ UInt32(bytes.be16(at) ^ mask)
            at = at &+ 2
        }
        sum = sum & 0xffff &+ sum >> 16
        return sum & 0xffff &+ sum >> 16
    }

    /// Whether a protocol number is one that travels: ICMP, IGMP, IP in IP, TCP, UDP, IPv6, GRE,
    /// ESP, AH, ICMPv6, SCTP; 0 is hop-by-hop in IPv6.
    static func isCommon(_ number: UInt8) -> Bool {
        switch number {
        case 0, 1, 2, 4, 6, 17, 41, 44, 47, 50, 51, 58, 132: true
        default: false
        }
    }
}
