public import Wire

/// A kind of frames: all that a rule needs to know to claim them.
///
/// Rules never see single addresses: whatever matters about an address is a trait. So a rule is
/// asked once for each kind, however many flows there are.
@frozen public struct Traffic: Hashable, Sendable {
    /// The kind of conversation.
    public var trafficClass: TrafficClass
    /// What else is true.
    public var traits: Traits
    /// The upper-layer protocol number.
    public var transport: UInt8
    /// The reach of the destination.
    public var reach: Reach
    /// The version of IP.
    public var family: Packet.Family

    /// Traffic from its parts.
    @inlinable @inline(__always) public init(
        _ trafficClass: TrafficClass, _ traits: Traits = [], transport: UInt8,
        reach: Reach = .far, family: Packet.Family
    ) {
        self.trafficClass = trafficClass
        self.traits = traits
        self.transport = transport
        self.reach = reach
        self.family = family
    }

    /// Whether it is IPv4.
    public var isIPv4: Bool { family == .ipv4 }
    /// Whether it is IPv6.
    public var isIPv6: Bool { family == .ipv6 }
    /// Whether it is TCP.
    public var isTCP: Bool { transport == IPProtocol.tcp }
    /// Whether it is UDP.
    public var isUDP: Bool { transport == IPProtocol.udp }
}

/// How far a destination lies.
@frozen public enum Reach: UInt8, Sendable {
    /// A unicast address that may be anywhere.
    case far
    /// A link-local unicast address.
    case link
    /// A multicast or broadcast address.
    case group
}
