/// IPv4 and IPv6 (RFC 791, RFC 8200), down to the upper layer's ports.
extension Packet {
    /// The IPv4 header at `network`; always inlined, so that a constant offset makes its loads cheap.
    @inlinable @inline(always) mutating func readIPv4(_ frame: RawSpan, at network: Int) {
        guard frame.byteCount &- network >= 20, frame.u8(network) >> 4 == 4 else {
            stopAtAddresses()
            return
        }
        let headerLength = Int(frame.u8(network) & 15) &* 4
        let transport = frame.u8(network &+ 9)
        family = .ipv4
        source = IPAddress(v4: frame.be32(network &+ 12))
        destination = IPAddress(v4: frame.be32(network &+ 16))
        hopLimit = frame.u8(network &+ 8)
        self.transport = transport
        let totalLength = Int(frame.be16(network &+ 2))
        let fragmentation = frame.be16(network &+ 6)
        // A length of 0 is a segment that the card was to cut up: it fills the frame.
        let claimed = totalLength == 0 ? frame.byteCount : network &+ totalLength
        let end = min(claimed, frame.byteCount)
        self.end = end
        guard headerLength >= 20, headerLength <= end &- network else {
            fault = .malformed
            return
        }
        upper = network &+ headerLength
        if fragmentation & 0x3fff != 0 {
            identification = UInt32(frame.be16(network &+ 4))
            fragment = fragmentation & 0x1fff == 0 ? .first : .later
            if fragment == .later { return }
        }
        readUpper(frame, transport, network &+ headerLength, end)
    }

    /// The IPv6 header at `network`.
    @inlinable @inline(always) mutating func readIPv6(_ frame: RawSpan, at network: Int) {
        guard frame.byteCount &- network >= 40, frame.u8(network) >> 4 == 6 else {
            stopAtAddresses()
            return
        }
        let transport = frame.u8(network &+ 6)
        family = .ipv6
        source = IPAddress(high: frame.be64(network &+ 8), low: frame.be64(network &+ 16))
        destination = IPAddress(high: frame.be64(network &+ 24), low: frame.be64(network &+ 32))
        hopLimit = frame.u8(network &+ 7)
        self.transport = transport
        let length = Int(frame.be16(network &+ 4))
        // A length of 0 is a jumbogram or a segment that the card was to cut up.
        let claimed = length == 0 ? frame.byteCount : network &+ 40 &+ length
        let end = min(claimed, frame.byteCount)
        self.end = end
        upper = network &+ 40
        if transport == IPProtocol.tcp || transport == IPProtocol.udp {
            readUpper(frame, transport, network &+ 40, end)
        } else {
            readBehindExtensions(frame)
        }
    }

    /// What stands behind IPv6 extension headers, if there are any.
    @inline(never) @usableFromInline mutating func readBehindExtensions(_ frame: RawSpan) {
        readExtensions(frame)
        if fault == .none, fragment != .later { readUpper(frame, transport, upper, end) }
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

    /// The ports, and where the payload begins, of what lies between `upper` and `end`.
    @inlinable @inline(always) mutating func readUpper(
        _ frame: RawSpan, _ transport: UInt8, _ upper: Int, _ end: Int
    ) {
        let available = end &- upper
        // One check here; the guards below cover the loads at known offsets.
        let header = frame.extracting(droppingFirst: upper)
        if transport == IPProtocol.udp, available >= 8, header.byteCount >= 8 {
            sourcePort = header.be16(0)
            destinationPort = header.be16(2)
            payload = upper &+ 8
            // A length of less than the header is a jumbogram's, or a lie: the packet's end holds.
            let claimed = Int(header.be16(4))
            if claimed >= 8, claimed < available { self.end = upper &+ claimed }
        } else if transport == IPProtocol.tcp, available >= 20, header.byteCount >= 20 {
            sourcePort = header.be16(0)
            destinationPort = header.be16(2)
            flags = header.u8(13)
            let length = Int(header.u8(12) >> 4) &* 4
            if length < 20 || length > available {
                payload = end
                fault = .malformed
            } else {
                payload = upper &+ length
            }
        } else {
            readRareUpper(frame)
        }
    }

    /// Protocols other than TCP and UDP, ports where there are any; and cut headers of these two.
    @inline(never) @usableFromInline mutating func readRareUpper(_ frame: RawSpan) {
        switch transport {
        case IPProtocol.tcp, IPProtocol.udp: fault = .malformed
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
