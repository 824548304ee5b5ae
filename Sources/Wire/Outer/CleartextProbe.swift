/// Looks for an IPv4 header inside a payload that claims to be encrypted: in the clear, or behind
/// an XOR with one constant byte.
public struct CleartextProbe: Hashable, Sendable {
    /// Offsets that are tried, from 0: tunnels put at most a few dozen bytes before the packet.
    public static let triedOffsets = 64

    /// Where the header begins.
    public let offset: Int
    /// What every byte is XORed with; 0 is clear text.
    public let key: UInt8
    /// Who sent the inner packet.
    public let source: IPAddress
    /// Whom it is for.
    public let destination: IPAddress
    /// Its protocol.
    public let `protocol`: UInt8

    /// Finds the first header of 20 bytes whose checksum is sound, whose length fits, whose hop
    /// limit is not zero and whose protocol is a common one; nil if there is none.
    ///
    /// Random payloads of 1400 bytes match about once in a million, so a finding wants several
    /// hits with the same offset and key.
    @inline(never) public init?(_ bytes: RawSpan, originalLength: Int) {
        let length = max(originalLength, bytes.byteCount)
        var at = 0
        while at < CleartextProbe.triedOffsets, at <= bytes.byteCount - 20 {
            let key = bytes.u8(at) ^ 0x45
            let mask = UInt16(key) << 8 | UInt16(key)
            let total = Int(bytes.be16(at &+ 2) ^ mask)
            let number = bytes.u8(at &+ 9) ^ key
            // The first fragment bit is reserved.
            if total >= 20, total <= length - at, (bytes.u8(at &+ 6) ^ key) & 0x80 == 0,
                bytes.u8(at &+ 8) != key, number != 0, PlainIP.isCommon(number),
                PlainIP.sum(bytes, at: at, key: key) == 0xffff
            {
                let wide = UInt32(mask) << 16 | UInt32(mask)
                offset = at
                self.key = key
                source = IPAddress(v4: bytes.be32(at &+ 12) ^ wide)
                destination = IPAddress(v4: bytes.be32(at &+ 16) ^ wide)
                `protocol` = number
                return
            }
            at = at &+ 1
        }
        return nil
    }
}
