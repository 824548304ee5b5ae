internal import Wire

/// What is always tolerated outside the tunnel, each by its exact shape (catalogue 2.1).
extension Fold {
    /// The tolerated kind of a frame that the host sent; nil if it is none.
    @inline(always)
    mutating func tolerated(_ frame: RawSpan) -> Expected? {
        if packet.transport == IPProtocol.udp {
            if packet.destinationPort == 67 { return isDHCP(frame) ? .dhcp : nil }
            if packet.destinationPort == 547 { return isDHCPv6() ? .dhcpv6 : nil }
            return nil
        }
        if packet.transport == IPProtocol.tcp { return nil }
        return toleratedControl(frame)
    }

    /// ICMP, ICMPv6 and IGMP.
    @inline(never)
    private mutating func toleratedControl(_ frame: RawSpan) -> Expected? {
        guard packet.fragment == .none, packet.fault == .none, packet.payloadCount >= 4 else {
            return nil
        }
        let type = frame.u8(packet.upper)
        switch (packet.family, packet.transport) {
        case (.ipv4, IPProtocol.igmp):
            return packet.hopLimit == 1 && reach(of: packet.destination, .ipv4) == .group
                ? .groupMembership : nil
        case (.ipv6, IPProtocol.icmpv6):
            switch type {
            case 133...137 where packet.hopLimit == 255: return .neighbourDiscovery
            case 130...132 where packet.hopLimit == 1, 143 where packet.hopLimit == 1:
                return .multicastListener
            case 1, 2: return quotesOuterFlow(frame) ? .outerError : nil
            default: return nil
            }
        case (.ipv4, IPProtocol.icmp):
            return type == 3 && quotesOuterFlow(frame) ? .outerError : nil
        default: return nil
        }
    }

    /// Whether an ICMP error goes to an outer flow's address and quotes a packet of that very flow.
    private mutating func quotesOuterFlow(_ frame: RawSpan) -> Bool {
        guard packet.end &- packet.upper > 8 else { return false }
        var quoted = Packet(
            frame.extracting(packet.upper &+ 8..<packet.end),
            link: packet.family == .ipv4 ? .ipv4 : .ipv6, originalLength: 0)
        guard quoted.family == packet.family, quoted.source == packet.destination,
            quoted.destination == packet.source
        else { return false }
        // A quote may hold no more than eight bytes of TCP (RFC 792): its ports are among them.
        if quoted.transport == IPProtocol.tcp, quoted.payload == 0,
            quoted.end &- quoted.upper >= 8
        {
            let start = packet.upper &+ 8 &+ quoted.upper
            quoted.sourcePort = frame.be16(start)
            quoted.payload = quoted.end
        }
        return outer.match(quoted.source, port: quoted.sourcePort, quoted.transport).flow >= 0
    }

    /// A DHCPv4 client's message, 68 to 67: a BOOTP request with the magic cookie (RFC 2131).
    private mutating func isDHCP(_ frame: RawSpan) -> Bool {
        guard packet.family == .ipv4, packet.sourcePort == 68, packet.fragment == .none,
            packet.payloadCount >= 240
        else { return false }
        return frame.u8(packet.payload) == 1 && frame.be32(packet.payload &+ 236) == 0x6382_5363
    }

    /// A DHCPv6 client's message, 546 to 547 of all relays and servers on the link (RFC 8415).
    private mutating func isDHCPv6() -> Bool {
        packet.family == .ipv6 && packet.sourcePort == 546 && packet.fragment == .none
            && packet.destination.high == 0xff02_0000_0000_0000
            && packet.destination.low == 0x0001_0002
    }

    /// A frame that carries no IP.
    @inline(never)
    mutating func takeNonIP(_ frame: RawSpan) {
        switch packet.etherType {
        case _ where direction() == .inbound && packet.etherType != EtherType.arp:
            count(.received)
        case _ where packet.fault != .none, EtherType.ipv4, EtherType.ipv6:
            takeUndecoded()
        case EtherType.arp:
            learnFromARP(frame)
            count(direction() == .inbound ? .received : .arp)
        case EtherType.rarp: count(.arp)
        case EtherType.eapol: count(.eapol)
        case EtherType.lldp: count(.lldp)
        case EtherType.heartbeat:
            heartbeats.note(current.index, at: record.time)
            count(.heartbeat)
        case EtherType.lengthField, EtherType.loopTest, EtherType.pppoeDiscovery,
            EtherType.pppControl:
            count(.linkControl)
        default: takeUndecoded()
        }
    }

    /// A frame of the host's that nobody can read.
    @inline(never)
    mutating func takeUndecoded() {
        observations.add(
            .undecoded(fault: packet.fault, etherType: packet.etherType), record, current.index)
        count(.undecoded)
        if packet.fault == .cut { blindness.undecodedByCut &+= 1 }
    }
}
