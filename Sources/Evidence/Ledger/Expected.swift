/// Frames that need no rule to claim them: what they are, as an index of the totals.
@frozen public struct Expected: Hashable, Sendable {
    /// Index in a stage's totals, below `count`.
    public let index: Int

    init(_ index: Int) { self.index = index }

    /// Address resolution.
    public static let arp = Expected(0)
    /// Port authentication (802.1X).
    public static let eapol = Expected(1)
    /// Link layer discovery.
    public static let lldp = Expected(2)
    /// Spanning tree, loop tests, PPP and PPPoE control: never routed.
    public static let linkControl = Expected(3)
    /// A DHCPv4 client's own messages.
    public static let dhcp = Expected(4)
    /// A DHCPv6 client's own messages.
    public static let dhcpv6 = Expected(5)
    /// Neighbour discovery with hop limit 255.
    public static let neighbourDiscovery = Expected(6)
    /// IPv6 multicast listener reports.
    public static let multicastListener = Expected(7)
    /// IPv4 group membership reports.
    public static let groupMembership = Expected(8)
    /// ICMP errors to an outer flow that quote it.
    public static let outerError = Expected(9)
    /// Our own tap heartbeat.
    public static let heartbeat = Expected(10)
    /// The local network, where the policy allows it.
    public static let localNetwork = Expected(11)
    /// Frames that the host received and that are not the tunnel's.
    public static let received = Expected(12)
    /// Frames whose headers could not be read, so nobody can say where they went.
    public static let undecoded = Expected(13)
    /// Frames of which nobody can say who sent them.
    public static let undirected = Expected(14)
    /// Frames inside a tunnel.
    public static let inside = Expected(15)
    /// Frames of the loopback.
    public static let loopback = Expected(16)

    /// The kinds that are always tolerated on the underlay.
    public static let tolerated: [Expected] = (0...10).map(Expected.init)

    /// An entry of the allowance.
    public static func entry(_ number: Int) -> Expected { Expected(32 &+ number) }

    /// Frames that the host sent to an outer flow, or received from it.
    @inline(__always) public static func outer(_ number: Int, isSent: Bool) -> Expected {
        Expected(64 &+ number &* 2 &+ (isSent ? 0 : 1))
    }

    /// Number of indexes: 64 outer flows with two directions behind 64 others.
    static let count = 192
}

/// Totals of expected frames by stage.
struct Totals: ~Copyable {
    private var tallies = FixedBuffer<Tally>(zeroed: Expected.count * (StageLine.mostMarks + 1))

    @inline(always)
    mutating func add(
        _ kind: Expected, stage: Int, length: UInt32, at time: UInt64, frame: UInt64
    ) {
        tallies.update(stage &* Expected.count &+ kind.index) {
            $0.add(length: length, at: time, frame: frame)
        }
    }

    subscript(kind: Expected, stage stage: Int) -> Tally {
        tallies[stage * Expected.count + kind.index]
    }
}
