/// When the taps of a live run were to see everything, and where a heartbeat was sent.
public struct LiveWatch: Sendable {
    /// From when on, in nanoseconds since the UNIX epoch.
    public var from: UInt64
    /// Until when: a last heartbeat was sent after it.
    public var until: UInt64
    /// When questions were asked for a last time, behind all others, to see whether the tunnel lived to
    /// the end; nil if none were.
    public var closing: UInt64?
    /// Names of the underlays that the heartbeat was sent on; the others cannot carry it.
    public var heartbeats: Set<String>

    /// Names of the interfaces that were there when the watch began. One tap sees all of them, and those
    /// that come later, so these need no heartbeat of their own.
    var declared: Set<String> = []
    /// When underlays were down, so that nothing could leave there; a drill knows.
    var pauses: [Range<UInt64>] = []

    /// A watch from its parts.
    public init(from: UInt64, until: UInt64, closing: UInt64?, heartbeats: Set<String>) {
        self.from = from
        self.until = until
        self.closing = closing
        self.heartbeats = heartbeats
    }
}
