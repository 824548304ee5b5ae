/// What an Ethernet frame carries: the numbers that Watertight tells apart (IEEE 802 registry).
public enum EtherType {
    /// IPv4.
    public static let ipv4: UInt16 = 0x0800
    /// Address resolution.
    public static let arp: UInt16 = 0x0806
    /// Reverse address resolution.
    public static let rarp: UInt16 = 0x8035
    /// 802.1Q tag.
    public static let vlan: UInt16 = 0x8100
    /// IPv6.
    public static let ipv6: UInt16 = 0x86dd
    /// MPLS label stack.
    public static let mpls: UInt16 = 0x8847
    /// PPPoE discovery.
    public static let pppoeDiscovery: UInt16 = 0x8863
    /// PPPoE session.
    public static let pppoeSession: UInt16 = 0x8864
    /// Port authentication (802.1X).
    public static let eapol: UInt16 = 0x888e
    /// 802.1ad service tag.
    public static let serviceTag: UInt16 = 0x88a8
    /// IEEE local experimental: Watertight's own tap heartbeat.
    public static let heartbeat: UInt16 = 0x88b5
    /// Link layer discovery.
    public static let lldp: UInt16 = 0x88cc
    /// Loop test.
    public static let loopTest: UInt16 = 0x9000
    /// The tag of QinQ before 802.1ad.
    public static let oldServiceTag: UInt16 = 0x9100
    /// An 802.3 frame with a length instead of a type (spanning tree and the like).
    public static let lengthField: UInt16 = 0
    /// A PPP control protocol (LCP, IPCP, authentication): a stand-in, no registered number.
    public static let pppControl: UInt16 = 0xc021
}
