/// An ICMP or ICMPv6 error with the beginning of the packet that caused it (RFC 792, 4443).
public struct ICMPError: Hashable, Sendable {
    /// What went wrong.
    public enum Kind: Sendable {
        /// Nobody there, no way there, or not allowed.
        case unreachable
        /// Too big for a link on the way.
        case tooBig
        /// Hop limit reached zero, or reassembly took too long.
        case timeExceeded
        /// A header was not understood.
        case parameterProblem
    }

    /// What went wrong.
    public let kind: Kind
    /// The type as written.
    public let type: UInt8
    /// The code as written.
    public let code: UInt8
    /// The MTU of the link that was too narrow; nil if none is told.
    public let mtu: UInt32?
    /// The packet that is quoted; nil if the quote is cut or no IP packet.
    public let quoted: QuotedPacket?

    /// Reads an error; nil if the message is cut or is none.
    @inline(never) public init?(_ icmp: RawSpan, isIPv6: Bool) {
        guard icmp.byteCount >= 8 else { return nil }
        type = icmp.u8(0)
        code = icmp.u8(1)
        let isTooBig = isIPv6 ? type == 2 : type == 3 && code == 4
        switch (isIPv6, type) {
        case (false, 3), (true, 1): kind = isTooBig ? .tooBig : .unreachable
        case (true, 2): kind = .tooBig
        case (false, 11), (true, 3): kind = .timeExceeded
        case (false, 12), (true, 4): kind = .parameterProblem
        default: return nil
        }
        let word = isIPv6 ? icmp.be32(4) : icmp.be32(4) & 0xffff
        mtu = isTooBig && word > 0 ? word : nil
        quoted = QuotedPacket(icmp, at: 8)
    }
}

/// The addresses, protocol and ports of a packet that an ICMP error quotes.
public struct QuotedPacket: Hashable, Sendable {
    /// Who sent the packet.
    public let source: IPAddress
    /// Whom it was for.
    public let destination: IPAddress
    /// The transport protocol, IPv6 extension headers skipped: 6 TCP, 17 UDP.
    public let `protocol`: UInt8
    /// The source port; nil if the protocol has none, or the quote is cut or a later fragment.
    public let sourcePort: UInt16?
    /// The destination port; nil as for `sourcePort`.
    public let destinationPort: UInt16?

    /// Reads the packet at `start`; nil if its IP header is cut or is none.
    init?(_ bytes: RawSpan, at start: Int) {
        guard bytes.byteCount - start >= 20 else { return nil }
        var at = start
        var isFirst = true
        var next: UInt8
        if bytes.u8(start) >> 4 == 4 {
            let length = Int(bytes.u8(start) & 15) * 4
            guard length >= 20 else { return nil }
            source = IPAddress(v4In: bytes, at: start &+ 12)
            destination = IPAddress(v4In: bytes, at: start &+ 16)
            next = bytes.u8(start &+ 9)
            isFirst = bytes.be16(start &+ 6) & 0x1fff == 0
            at = start &+ length
        } else {
            guard bytes.u8(start) >> 4 == 6, bytes.byteCount - start >= 40 else { return nil }
            source = IPAddress(v6In: bytes, at: start &+ 8)
            destination = IPAddress(v6In: bytes, at: start &+ 24)
            next = bytes.u8(start &+ 6)
            at = start &+ 40
            // Each header takes eight bytes at least, so this ends.
            while at <= bytes.byteCount - 8 {
                let after = bytes.u8(at)
                let size = Int(bytes.u8(at &+ 1))
                var length: Int?
                switch next {
                case 0, 43, 60, 135: length = 8 &+ size &* 8
                case 51: length = 8 &+ size &* 4
                case 44:
                    isFirst = bytes.be16(at &+ 2) & 0xfff8 == 0
                    length = 8
                default: break
                }
                guard let length else { break }
                next = after
                at = at &+ length
                // Behind the header of a later fragment stands no header.
                if !isFirst { break }
            }
        }
        `protocol` = next
        // TCP, UDP, DCCP, SCTP and UDP-Lite begin with their ports.
        let hasPorts = next == 6 || next == 17 || next == 33 || next == 132 || next == 136
        if hasPorts, isFirst, at <= bytes.byteCount - 4 {
            sourcePort = bytes.be16(at)
            destinationPort = bytes.be16(at &+ 2)
        } else {
            sourcePort = nil
            destinationPort = nil
        }
    }
}
