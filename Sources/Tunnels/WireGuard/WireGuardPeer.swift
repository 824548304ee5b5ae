public import Wire

/// What a WireGuard interface says of one of its peers, without keys.
public struct WireGuardPeer: Hashable, Sendable {
    /// Where it is now; nil until it is told or the peer was heard.
    public var endpoint: TunnelEndpoint?
    /// The networks that are reached through it.
    public var allowed: [IPPrefix] = []
    /// When keys were agreed on for the last time, in seconds since 1970; nil for never.
    public var latestHandshake: UInt64?
    /// Bytes received from it.
    public var received: UInt64 = 0
    /// Bytes sent to it.
    public var sent: UInt64 = 0

    /// A peer of which nothing is known.
    public init() {}

    /// Seconds from the latest handshake to a moment; nil if there was none, 0 if the clock has been
    /// set back. A session ends 180 seconds after its handshake.
    public func handshakeAge(at moment: Timestamp) -> UInt64? {
        latestHandshake.map { handshake in
            let now = moment.nanoseconds / 1_000_000_000
            return now > handshake ? now - handshake : 0
        }
    }
}
