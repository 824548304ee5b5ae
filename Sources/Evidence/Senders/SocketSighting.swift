public import Wire

/// A socket of the machine, as the witness of a live run saw it, and who held it.
public struct SocketSighting: Hashable, Sendable {
    /// Its number in the recording, from 1.
    public var number: Int
    /// What kind of socket it is.
    public var kind: Kind
    /// The host's end; all zero (of its family) for every address.
    public var local: IPAddress
    /// The host's port; the identifier of an echo socket; 0 for a raw one.
    public var localPort: UInt16
    /// The other end; nil where the socket has none, so that it may send anywhere.
    public var remote: IPAddress?
    /// The other end's port; 0 where there is none.
    public var remotePort: UInt16
    /// Whether it waits for connections.
    public var isListening: Bool
    /// When it was first seen, in nanoseconds since the UNIX epoch.
    public var at: UInt64
    /// When a look last did not show it yet; nil if the first look did.
    public var since: UInt64?
    /// When it was found gone; nil if it was there to the end.
    public var until: UInt64?
    /// The user that it belongs to; nil if it was gone before anybody looked.
    public var user: UInt32?
    /// The kernel's number of it; nil as well.
    public var inode: UInt64?
    /// The process that held it; nil if none was found.
    public var process: Int32?
    /// What that process calls itself; it can call itself anything.
    public var name: OutsideText?
    /// The control group of the process, or of whoever opened the socket.
    public var controlGroup: OutsideText?
    /// Whether the process is the one that recorded the run.
    public var isOurs: Bool

    /// What kind of socket it is.
    public enum Kind: Hashable, Sendable {
        /// A TCP socket.
        case tcp
        /// A UDP socket.
        case udp
        /// A socket for echo requests (ICMP or ICMPv6, by its family).
        case echo
        /// A raw socket of this protocol; 255 is for packets of any.
        case raw(UInt8)
    }

    /// A socket of a kind and its two ends, seen at a time; nobody is known to hold it yet.
    public init(
        _ kind: Kind, local: IPAddress, port: UInt16 = 0, remote: IPAddress? = nil,
        port remotePort: UInt16 = 0, at: UInt64
    ) {
        number = 0
        self.kind = kind
        self.local = local
        localPort = port
        self.remote = remote
        self.remotePort = remotePort
        isListening = false
        self.at = at
        isOurs = false
    }

    /// Whether it may have been there at a time.
    func covers(_ time: UInt64) -> Bool { (since ?? 0) <= time && time <= (until ?? .max) }

    /// Whether its end stands for every address.
    var isWildcard: Bool { local == .unspecified || local == IPAddress(v4: 0) }
}
