/// What a WireGuard interface says of itself, without keys.
public struct WireGuardState: Hashable, Sendable {
    /// The mark of its own packets; 0 for none.
    public var mark: UInt32 = 0
    /// Its peers, in its own order.
    public var peers: [WireGuardPeer] = []

    /// An interface without peers.
    public init() {}
}
