public import Wire

/// What is new in a stream since the last look at it.
public struct StreamLook {
    /// Conversations that left outside the tunnel without leave, each told once.
    public let strays: [Stray]
    /// When our heartbeat was captured last, at each interface where it was since the last look.
    public let heartbeats: [Beat]
    /// All that was seen so far, for whoever judges the strays; nil where there are none. It holds
    /// until the look ends.
    public let recording: Recording?

    /// A heartbeat that was captured.
    public struct Beat: Sendable {
        /// The interface's name.
        public let interface: OutsideText
        /// When, in nanoseconds since the UNIX epoch.
        public let at: UInt64
    }
}

/// A conversation that left outside the tunnel without leave.
///
/// Connections that differ in nothing but the client's port are one.
public struct Stray: Sendable {
    /// Index of its stratum in the ledger of the look.
    public let stratum: Int
    /// Time of its first frame, in nanoseconds since the UNIX epoch.
    public let at: UInt64
    /// Index of the vantage in the subject.
    public let vantage: Int
    /// The host's address.
    public let source: IPAddress
    /// The far end.
    public let destination: IPAddress
    /// The far end's port; nil where the protocol has none.
    public let port: UInt16?
    /// The upper-layer protocol number.
    public let transport: UInt8
    /// What its first frame with a payload says, where that could be read.
    public let note: OutsideText?
}
