/// Link layers: from the first byte of a frame to its network header.
extension Packet {
    /// The two stations and the type of an Ethernet frame of 14 bytes or more.
    @inlinable @inline(always) mutating func readStations(_ frame: RawSpan) {
        destinationStation = frame.be64(0) >> 16
        sourceStation = frame.be64(6) >> 16
        etherType = frame.be16(12)
        network = 14
    }

    /// The network header, wherever the link layer ended.
    @inline(never) @usableFromInline mutating func readNetwork(_ frame: RawSpan) {
        guard fault == .none else { return }
        switch etherType {
        case EtherType.ipv4: readIPv4(frame, at: network)
        case EtherType.ipv6: readIPv6(frame, at: network)
        default: break
        }
    }

    /// What stands between the type field and the network header: VLAN tags, PPPoE, MPLS.
    @inline(never) @usableFromInline mutating func readTags(_ frame: RawSpan) {
        // 802.1ad allows two tags; one more is kept for provider bridges. A longer stack is not read.
        for _ in 0..<3 {
            switch etherType {
            case EtherType.vlan, EtherType.serviceTag, EtherType.oldServiceTag:
                guard frame.byteCount &- network >= 4 else {
                    fault = .malformed
                    return
                }
                etherType = frame.be16(network &+ 2)
                network &+= 4
            case EtherType.pppoeSession:
                readPPPoE(frame)
                return
            case EtherType.mpls:
                readMPLS(frame)
                return
            default:
                if etherType < 0x0600 { etherType = EtherType.lengthField }
                return
            }
        }
    }

    /// Link layers other than Ethernet, and Ethernet frames without a whole header.
    @inline(never) @usableFromInline mutating func readOtherLink(_ frame: RawSpan, link: LinkType) {
        sourceStation = 0
        destinationStation = 0
        etherType = 0
        network = 0
        switch link.rawValue {
        case 12, 14, 101, 228, 229:
            readVersion(frame)
        case 0, 108:
            guard frame.byteCount >= 5 else {
                fault = .malformed
                return
            }
            // The family's number differs by system and byte order; the version decides instead.
            network = 4
            readVersion(frame)
        case 9:
            readPPP(frame)
        case 51:
            readPPPoE(frame)
        case 113:
            guard frame.byteCount >= 16 else {
                fault = .malformed
                return
            }
            readPacketType(frame.be16(0))
            hardware = frame.be16(2)
            if frame.be16(4) == 6 { sourceStation = frame.be64(6) >> 16 }
            etherType = frame.be16(14)
            network = 16
            readTags(frame)
        case 276:
            guard frame.byteCount >= 20 else {
                fault = .malformed
                return
            }
            etherType = frame.be16(0)
            hardware = frame.be16(8)
            readPacketType(UInt16(frame.u8(10)))
            if frame.u8(11) == 6 { sourceStation = frame.be64(12) >> 16 }
            network = 20
            readTags(frame)
        default:
            fault = .malformed
        }
    }

    /// The packet type of a Linux cooked capture: 4 is outgoing; 0 to 3 were received.
    private mutating func readPacketType(_ type: UInt16) {
        direction = type == 4 ? .outbound : type < 4 ? .inbound : .unknown
    }

    private mutating func readVersion(_ frame: RawSpan) {
        guard network < frame.byteCount else {
            fault = .malformed
            return
        }
        switch frame.u8(network) >> 4 {
        case 4: etherType = EtherType.ipv4
        case 6: etherType = EtherType.ipv6
        default: fault = .malformed
        }
    }

    /// The PPPoE session header (RFC 2516): version and type, code, session, length.
    private mutating func readPPPoE(_ frame: RawSpan) {
        guard frame.byteCount &- network >= 6 else {
            fault = .malformed
            return
        }
        guard frame.u8(network &+ 1) == 0 else {
            etherType = EtherType.pppoeDiscovery
            return
        }
        network &+= 6
        readPPP(frame)
    }

    /// PPP (RFC 1661), with or without address and control fields and protocol compression.
    private mutating func readPPP(_ frame: RawSpan) {
        if frame.byteCount &- network >= 2, frame.be16(network) == 0xff03 { network &+= 2 }
        guard frame.byteCount &- network >= 2 else {
            fault = .malformed
            return
        }
        var number = UInt16(frame.u8(network))
        network &+= 1
        if number & 1 == 0 {
            number = number << 8 | UInt16(frame.u8(network))
            network &+= 1
        }
        switch number {
        case 0x0021: etherType = EtherType.ipv4
        case 0x0057: etherType = EtherType.ipv6
        default: etherType = number >= 0x8000 ? EtherType.pppControl : number
        }
    }

    /// MPLS (RFC 3032): labels up to the bottom of the stack, then a guess by version.
    private mutating func readMPLS(_ frame: RawSpan) {
        // Eight labels are more than any provider stacks.
        for _ in 0..<8 {
            guard frame.byteCount &- network >= 4 else { break }
            let isBottom = frame.u8(network &+ 2) & 1 == 1
            network &+= 4
            if isBottom {
                readVersion(frame)
                return
            }
        }
        fault = .malformed
    }
}
