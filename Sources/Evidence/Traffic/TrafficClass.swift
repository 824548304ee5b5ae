/// What kind of conversation a frame belongs to, as far as its own headers and first bytes tell.
@frozen public enum TrafficClass: UInt8, CaseIterable, Sendable, BitwiseCopyable {
    /// TCP without a more specific class.
    case tcp
    /// UDP without a more specific class.
    case udp
    /// Neither TCP nor UDP.
    case other
    /// Plain DNS: port 53, unicast 5353 queries, and look-ups recognised on any other UDP port.
    case dns
    /// DNS over TLS, QUIC or HTTPS, by port or by the name in the ClientHello.
    case encryptedDNS
    /// STUN, by its magic cookie.
    case stun
    /// Clock: NTP and NTS key establishment.
    case ntp
    /// A captive-portal or connectivity check, by the name it asks for.
    case connectivityProbe
    /// Names and services told to the local network: mDNS, LLMNR, NetBIOS, SSDP and the like.
    case chatter
    /// IPv6 inside IPv4, Teredo, 6to4.
    case transition

    /// Whether a client uses a fresh port for each question, so that its port says nothing and is
    /// left out of the flow's key: random ports must not exhaust memory.
    @inlinable @inline(__always) public var isOneShot: Bool {
        switch self {
        case .dns, .encryptedDNS, .stun, .ntp, .chatter: true
        default: false
        }
    }
}
