/// IPv4 and IPv6 (RFC 791, RFC 8200), down to the upper layer's ports.
extension Packet {
    @inlinable @inline(__always) mutating func readIPv4(_ frame: RawSpan) {
        let available = frame.byteCount &- network
        guard available >= 20, frame.u8(network) >> 4 == 4 else {
            stopAtAddresses()
            return
        }
        let headerLength = Int(frame.u8(network) & 15) &* 4
        family = .ipv4
        source = IPAddress(v4: frame.be32(network &+ 12))
        destination = IPAddress(v4: frame.be32(network &+ 16))
        hopLimit = frame.u8(network &+ 8)
        transport = frame.u8(network &+ 9)
        let totalLength = Int(frame.be16(network &+ 2))
        // A length of 0 is a segment that the card was to cut up: it fills the frame.
        if totalLength != 0, network &+ totalLength < end { end = network &+ totalLength }
        guard headerLength >= 20, headerLength <= end &- network else {
            fault = .malformed
            return
        }
        upper = network &+ headerLength
        let fragmentation = frame.be16(network &+ 6)
        if fragmentation & 0x3fff != 0 {
            identification = UInt32(frame.be16(network &+ 4))
            fragment = fragmentation & 0x1fff == 0 ? .first : .later
        }
        readUpper(frame)
    }

    @inlinable @inline(__always) mutating func readIPv6(_ frame: RawSpan) {
        guard frame.byteCount &- network >= 40, frame.u8(network) >> 4 == 6 else {
            stopAtAddresses()
            return
        }
        family = .ipv6
        source = IPAddress(high: frame.be64(network &+ 8), low: frame.be64(network &+ 16))
        destination = IPAddress(high: frame.be64(network &+ 24), low: frame.be64(network &+ 32))
        hopLimit = frame.u8(network &+ 7)
        transport = frame.u8(network &+ 6)
        upper = network &+ 40
        let length = Int(frame.be16(network &+ 4))
        // A length of 0 is a jumbogram or a segment that the card was to cut up.
        if length != 0, upper &+ length < end { end = upper &+ length }
        if transport != IPProtocol.tcp, transport != IPProtocol.udp { readExtensions(frame) }
        if fault == .none { readUpper(frame) }
    }

    /// Ends the reading of a packet whose addresses cannot be read.
    @inline(never) @usableFromInline mutating func stopAtAddresses() {
        fault = .malformed
        source = .unspecified
        destination = .unspecified
    }

    /// Walks IPv6 extension headers until the upper layer (RFC 8200, 4).
    @inline(never) @usableFromInline mutating func readExtensions(_ frame: RawSpan) {
        // Real chains have one to three headers; 16 bounds the work on a hostile one.
        for _ in 0..<16 {
            switch transport {
            case IPProtocol.hopByHop, IPProtocol.routing, IPProtocol.destinationOptions,
                IPProtocol.mobility, IPProtocol.hip, IPProtocol.shim6:
                guard end &- upper >= 8 else { break }
                let length = (Int(frame.u8(upper &+ 1)) &+ 1) &* 8
                guard length <= end &- upper else { break }
                transport = frame.u8(upper)
                upper &+= length
                continue
            case IPProtocol.ah:
                guard end &- upper >= 12 else { break }
                let length = (Int(frame.u8(upper &+ 1)) &+ 2) &* 4
                guard length <= end &- upper else { break }
                transport = frame.u8(upper)
                upper &+= length
                continue
            case IPProtocol.fragment:
                guard end &- upper >= 8 else { break }
                let fragmentation = frame.be16(upper &+ 2)
                identification = frame.be32(upper &+ 4)
                transport = frame.u8(upper)
                upper &+= 8
                // An atomic fragment (RFC 6946) is a whole datagram, yet it slips past the same
                // filters, so it counts as a fragment.
                fragment = fragmentation & 0xfff8 == 0 ? .first : .later
                if fragment == .later { return }
                continue
            default:
                return
            }
            break
        }
        fault = .malformed
    }

    /// The ports, and where the payload begins.
    @inlinable @inline(__always) mutating func readUpper(_ frame: RawSpan) {
        guard fragment != .later else { return }
        let isTCP = transport == IPProtocol.tcp
        guard isTCP || transport == IPProtocol.udp else {
            readRareUpper(frame)
            return
        }
        // Both begin with the ports. What differs is chosen without a branch, since which of the two
        // comes next is as good as random.
        let available = end &- upper
        guard available >= (isTCP ? 20 : 8) else {
            fault = .malformed
            return
        }
        sourcePort = frame.be16(upper)
        destinationPort = frame.be16(upper &+ 2)
        let claimed = isTCP ? available : Int(frame.be16(upper &+ 4))
        let headerLength = isTCP ? Int(frame.u8(upper &+ (isTCP ? 12 : 4)) >> 4) &* 4 : 8
        flags = isTCP ? frame.u8(upper &+ (isTCP ? 13 : 5)) : 0
        guard headerLength >= 8, headerLength <= available, !isTCP || headerLength >= 20 else {
            payload = end
            fault = .malformed
            return
        }
        payload = upper &+ headerLength
        // A UDP length of less than the header is a jumbogram's, or a lie: the packet's end holds.
        if claimed >= 8, claimed < available { end = upper &+ claimed }
    }

    /// Protocols other than TCP and UDP: ports where there are any.
    @inline(never) @usableFromInline mutating func readRareUpper(_ frame: RawSpan) {
        switch transport {
        case IPProtocol.udpLite, IPProtocol.sctp, IPProtocol.dccp:
            guard end &- upper >= 8 else {
                fault = .malformed
                return
            }
            sourcePort = frame.be16(upper)
            destinationPort = frame.be16(upper &+ 2)
            payload = upper &+ 8
        case IPProtocol.ah where family == .ipv4:
            readExtensions(frame)
            if fault == .none, transport != IPProtocol.ah { readUpperBehindAuthentication(frame) }
        default:
            payload = upper
        }
    }

    private mutating func readUpperBehindAuthentication(_ frame: RawSpan) {
        payload = upper
        guard transport == IPProtocol.tcp || transport == IPProtocol.udp, end &- upper >= 8 else {
            return
        }
        sourcePort = frame.be16(upper)
        destinationPort = frame.be16(upper &+ 2)
    }
}
