internal import Wire

/// What kind of conversation a frame belongs to.
extension Fold {
    /// The class of a packet that the host sent.
    @inline(always)
    mutating func classify(_ frame: RawSpan) -> TrafficClass {
        classify(frame, remote: packet.destination, port: packet.destinationPort)
    }

    /// The class of a packet whose far end is `remote` and `port`.
    @inline(always)
    mutating func classify(_ frame: RawSpan, remote: IPAddress, port: UInt16) -> TrafficClass {
        if packet.transport == IPProtocol.tcp {
            return classifyTCP(frame, remote: remote, port: port)
        }
        if packet.transport == IPProtocol.udp {
            return classifyUDP(frame, remote: remote, port: port)
        }
        return classifyOther(frame, remote: remote)
    }

    @inline(always)
    private mutating func classifyTCP(_ frame: RawSpan, remote: IPAddress, port: UInt16)
        -> TrafficClass
    {
        switch port {
        case 53: return .dns
        // 853: DNS over TLS (RFC 7858); 5443: DNSCrypt's usual second port.
        case 853, 5443: return .encryptedDNS
        // NTS key establishment (RFC 8915).
        case 4460: return .ntp
        default: break
        }
        if isTransition(remote, packet.family) { return .transition }
        // TCP to an IPv6 neighbour stays on the link; to an IPv4 one it may be to anybody.
        return packet.family == .ipv6 && isLinkScoped(remote, .ipv6) ? .chatter : .tcp
    }

    @inline(always)
    private mutating func classifyUDP(_ frame: RawSpan, remote: IPAddress, port: UInt16)
        -> TrafficClass
    {
        if let known = knownPort(frame, remote: remote, port: port) { return known }
        let length = packet.payloadCount
        if packet.payload != 0, length >= 17 {
            let bytes = frame.extracting(packet.content)
            if length >= 20, bytes.be32(4) == STUNMessage.magicCookie, bytes.u8(0) & 0xc0 == 0 {
                return .stun
            }
            if DNSMessage.looksLikeQuery(bytes) { return .dns }
        }
        if isTransition(remote, packet.family) { return .transition }
        // What stays on the link and has no better name is told to the local network.
        return isLinkScoped(remote, packet.family) ? .chatter : .udp
    }

    /// The class that a UDP port stands for; nil if it stands for none.
    @inline(always)
    private mutating func knownPort(_ frame: RawSpan, remote: IPAddress, port: UInt16)
        -> TrafficClass?
    {
        // Every known port is at most 17500, so most flows pass with one comparison.
        guard port <= 17_500 else { return nil }
        switch port {
        case 53: return .dns
        case 123: return .ntp
        // NetBIOS, SSDP, WS-Discovery, LLMNR, Dropbox LAN sync.
        case 137, 138, 1900, 3702, 5355, 17_500: return .chatter
        case 5353: return isUnicastQuery(frame, remote: remote) ? .dns : .chatter
        // DNS over QUIC (RFC 9250) and DTLS, and the ports of its drafts; DNSCrypt.
        case 784, 853, 5443, 8853: return .encryptedDNS
        // Teredo (RFC 4380).
        case 3544: return .transition
        default: return nil
        }
    }

    /// Whether an mDNS packet is a query to one resolver, which is plain DNS on another port.
    @inline(never)
    private mutating func isUnicastQuery(_ frame: RawSpan, remote: IPAddress) -> Bool {
        guard reach(of: remote, packet.family) != .group else { return false }
        guard let message = DNSMessage(frame.extracting(packet.content)) else { return true }
        return !message.isResponse
    }

    @inline(never)
    private mutating func classifyOther(_ frame: RawSpan, remote: IPAddress) -> TrafficClass {
        switch packet.transport {
        case IPProtocol.ipv6 where packet.family == .ipv4, IPProtocol.ipv4: return .transition
        case IPProtocol.gre:
            // A tunnel for IPv6; GRE with anything else inside is just another protocol.
            return packet.payloadCount >= 4 && frame.be16(packet.upper &+ 2) == EtherType.ipv6
                ? .transition : .other
        default:
            return isTransition(remote, packet.family) ? .transition : .other
        }
    }

    /// Whether an address belongs to 6to4 (2002::/16, its relay 192.88.99.0/24) or Teredo
    /// (2001::/32) (RFC 3056, 3068, 4380).
    @inline(always)
    private mutating func isTransition(_ address: IPAddress, _ family: Packet.Family) -> Bool {
        family == .ipv4
            ? address.v4 >> 8 == 0xc0_5863
            : address.high >> 48 == 0x2002 || address.high >> 32 == 0x2001_0000
    }

    /// Whether an address cannot leave the link: multicast of local scope, broadcast, link-local.
    @inline(always)
    private mutating func isLinkScoped(_ address: IPAddress, _ family: Packet.Family) -> Bool {
        if family == .ipv4 {
            let bits = address.v4
            return bits == .max || bits >> 8 == 0xe0_0000 || bits >> 24 == 239
        }
        return address.high >> 56 == 0xff || address.high >> 54 == 0x3fa
    }

    /// How far a destination lies.
    @inline(always)
    mutating func reach(of address: IPAddress, _ family: Packet.Family) -> Reach {
        if family == .ipv4 {
            let bits = address.v4
            if bits >> 28 == 0xe || bits == .max { return .group }
            return bits >> 16 == 0xa9fe ? .link : .far
        }
        if address.high >> 56 == 0xff { return .group }
        return address.high >> 54 == 0x3fa ? .link : .far
    }

    /// The relations of a packet that the host sent to what is known of tunnel and network.
    @inline(always)
    mutating func relations() -> Traits {
        var traits: Traits = packet.fragment == .none ? [] : .fragment
        if tunnelSources.contains(packet.source) { traits.insert(.innerSource) }
        if !network.isSilent { traits.formUnion(network.traits(of: packet)) }
        if packet.family == .ipv6 {
            // The well-known prefix 64:ff9b::/96 and the local-use one 64:ff9b:1::/48 (RFC 6052, 8215).
            if packet.destination.high == 0x0064_ff9b_0000_0000, packet.destination.low >> 32 == 0 {
                traits.insert(.nat64)
            }
            if packet.destination.high >> 16 == 0x0064_ff9b_0001 { traits.insert(.nat64) }
            if identifiers.isStable(packet.source, of: host) { traits.insert(.stableIdentifier) }
        }
        return traits
    }
}
