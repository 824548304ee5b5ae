public import Evidence
public import Wire

/// What is known of a tunnel that is up, and how.
public struct TunnelDescription: Hashable, Sendable {
    /// One of several tunnels, each inside the next.
    public struct Hop: Hashable, Sendable {
        /// The tunnel's interface.
        public let interface: OutsideText
        /// The other ends that it sends to.
        public let endpoints: [TunnelEndpoint]
        /// The interfaces by which its own packets leave.
        public let leavesBy: [OutsideText]
        /// Whether some of its own packets leave by an underlay.
        public let isOutermost: Bool
    }

    /// What people call it.
    public let name: OutsideText
    /// Its interfaces, that of the innermost tunnel first.
    public var interfaces: [Told<OutsideText>] = []
    /// Where its packets go on the underlay. The ends of inner tunnels are not among them.
    public var outerFlows: [Told<OuterFlow>] = []
    /// The mark of its own packets on the underlay.
    public var mark: Told<UInt32>?
    /// The resolvers that it wants to be asked.
    public var resolvers: [Told<IPAddress>] = []
    /// The nested tunnels, the innermost first; empty if nothing is known of them.
    public var hops: [Hop] = []
    /// What is not known though it matters, one sentence each.
    public var doubts: [String] = []

    /// A description that knows nothing yet.
    init(name: OutsideText) { self.name = name }
}
