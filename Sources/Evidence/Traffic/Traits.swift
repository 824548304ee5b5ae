/// What else is true of a frame, beside its class: relations to the host, the tunnel and the local
/// network as known when the frame was seen.
@frozen public struct Traits: OptionSet, Hashable, Sendable, BitwiseCopyable {
    /// One bit for each trait.
    public let rawValue: UInt16

    /// Traits from their bits.
    @inlinable @inline(__always) public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// Part of a fragmented datagram, the first part included.
    public static let fragment = Traits(rawValue: 1)
    /// The source is an address of a tunnel interface.
    public static let innerSource = Traits(rawValue: 1 << 1)
    /// The destination is the address of an outer flow, but not that flow.
    public static let toOuterAddress = Traits(rawValue: 1 << 2)
    /// The destination is a public address that the local network claims to hold on link.
    public static let publicOnLink = Traits(rawValue: 1 << 3)
    /// The destination lies in a prefix that DHCP pushed (options 33, 121, 249).
    public static let pushedRoute = Traits(rawValue: 1 << 4)
    /// The frame follows a route that a router advertisement installed beside the known router.
    public static let advertisedRoute = Traits(rawValue: 1 << 5)
    /// The destination is an IPv4 address wrapped for NAT64.
    public static let nat64 = Traits(rawValue: 1 << 6)
    /// The name asked for belongs to a local network (single label, WPAD, private reverse).
    public static let localName = Traits(rawValue: 1 << 7)
    /// A public name was asked of the local network.
    public static let publicName = Traits(rawValue: 1 << 8)
    /// The name of a known connectivity check was asked for.
    public static let probeName = Traits(rawValue: 1 << 9)
    /// A host name, user name or MAC address is announced.
    public static let identity = Traits(rawValue: 1 << 10)
    /// The global IPv6 source holds a stable interface identifier.
    public static let stableIdentifier = Traits(rawValue: 1 << 11)
    /// A probe of ours that was bound to an underlay or to its address.
    public static let boundProbe = Traits(rawValue: 1 << 12)
    /// The host forwarded it for a guest, a probe of ours from behind it among them.
    public static let forwarded = Traits(rawValue: 1 << 13)
    /// A probe of ours with the mark of the tunnel's own packets.
    public static let markedProbe = Traits(rawValue: 1 << 14)
    /// Plain DNS to a resolver that the local network offered while the tunnel was to hold, or anything
    /// else to the port of an encrypted resolver that was designated.
    public static let offeredResolver = Traits(rawValue: 1 << 15)

    /// What an underlay's flow is given when the ledger is sealed, and no frame has before.
    static let sealed: Traits = [.boundProbe, .forwarded, .markedProbe, .offeredResolver]
}
