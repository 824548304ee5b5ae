/// Upper-layer protocol numbers that Watertight tells apart (IANA registry).
public enum IPProtocol {
    /// IPv6 hop-by-hop options.
    public static let hopByHop: UInt8 = 0
    /// ICMP for IPv4.
    public static let icmp: UInt8 = 1
    /// Group membership for IPv4.
    public static let igmp: UInt8 = 2
    /// IPv4 inside IP.
    public static let ipv4: UInt8 = 4
    /// TCP.
    public static let tcp: UInt8 = 6
    /// UDP.
    public static let udp: UInt8 = 17
    /// DCCP.
    public static let dccp: UInt8 = 33
    /// IPv6 inside IP.
    public static let ipv6: UInt8 = 41
    /// IPv6 routing header.
    public static let routing: UInt8 = 43
    /// IPv6 fragment header.
    public static let fragment: UInt8 = 44
    /// Generic routing encapsulation.
    public static let gre: UInt8 = 47
    /// IPsec encapsulating security payload.
    public static let esp: UInt8 = 50
    /// IPsec authentication header.
    public static let ah: UInt8 = 51
    /// ICMP for IPv6.
    public static let icmpv6: UInt8 = 58
    /// Nothing follows.
    public static let none: UInt8 = 59
    /// IPv6 destination options.
    public static let destinationOptions: UInt8 = 60
    /// SCTP.
    public static let sctp: UInt8 = 132
    /// Mobility header.
    public static let mobility: UInt8 = 135
    /// UDP-Lite.
    public static let udpLite: UInt8 = 136
    /// Host identity protocol.
    public static let hip: UInt8 = 139
    /// Shim6.
    public static let shim6: UInt8 = 140

    /// The usual name in lower case, or the number.
    public static func name(_ number: UInt8) -> String {
        switch number {
        case icmp: "icmp"
        case igmp: "igmp"
        case ipv4: "ipip"
        case tcp: "tcp"
        case udp: "udp"
        case dccp: "dccp"
        case ipv6: "ipv6"
        case gre: "gre"
        case esp: "esp"
        case ah: "ah"
        case icmpv6: "icmpv6"
        case sctp: "sctp"
        case udpLite: "udplite"
        default: "\(number)"
        }
    }
}
