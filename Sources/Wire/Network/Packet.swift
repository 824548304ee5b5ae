/// What the headers of one frame say, in place and without allocation.
///
/// Offsets count from the first byte of the frame and never exceed what was captured, so that
/// `payload..<end` is always a valid range of it.
@frozen public struct Packet: Sendable {
    /// The sender's MAC address in the low 48 bits; 0 where the link layer has none.
    public var sourceStation: UInt64 = 0
    /// The receiver's MAC address in the low 48 bits; 0 where the link layer has none.
    public var destinationStation: UInt64 = 0

    // What is cleared for each frame lies together, so that few stores clear it.

    /// Whether the frame was sent or received, if the link layer says so.
    public var direction = FrameDirection.unknown
    /// The version of IP, if the frame carries any.
    public var family = Family.none
    /// Whether the packet is part of a datagram.
    public var fragment = Fragment.none
    /// Why some of the headers could not be read.
    public var fault = Fault.none
    /// The ARPHRD number of the interface in a Linux cooked capture; 0 elsewhere.
    public var hardware: UInt16 = 0
    /// What the link layer carries; see `EtherType`.
    public var etherType: UInt16 = 0
    /// The sender's port; 0 where the protocol has none or it could not be read.
    public var sourcePort: UInt16 = 0
    /// The receiver's port; 0 where the protocol has none or it could not be read.
    public var destinationPort: UInt16 = 0
    /// The upper-layer protocol, behind all extension headers.
    public var transport: UInt8 = 0
    /// Hop limit (IPv6) or time to live (IPv4).
    public var hopLimit: UInt8 = 0
    /// The flags of TCP.
    public var flags: UInt8 = 0

    /// Identification of a fragmented datagram.
    public var identification: UInt32 = 0
    /// The sender's address.
    public var source = IPAddress.unspecified
    /// The receiver's address.
    public var destination = IPAddress.unspecified

    /// Where the network header begins.
    public var network = 0
    /// Where the upper-layer header begins.
    public var upper = 0
    /// Where the upper layer's payload begins.
    public var payload = 0
    /// Where the packet ends, without padding.
    public var end = 0

    /// The version of IP that a frame carries.
    @frozen public enum Family: UInt8, Sendable { case none, ipv4, ipv6 }

    /// The place of a packet in a fragmented datagram.
    @frozen public enum Fragment: UInt8, Sendable { case none, first, later }

    /// Why some headers could not be read.
    @frozen public enum Fault: UInt8, Sendable {
        /// All were read.
        case none
        /// The capture's snap length cut them off.
        case cut
        /// They contradict themselves.
        case malformed
    }

    /// A packet of which nothing was read.
    @inlinable @inline(__always) init() {}

    /// Reads the headers of a frame.
    ///
    /// Total: whatever the bytes are, the result is a packet, with `fault` set where reading
    /// stopped early. What was read until then stays valid.
    @inlinable @inline(__always)
    public init(_ frame: RawSpan, link: LinkType, originalLength: UInt32) {
        self.init()
        read(frame, link: link, originalLength: originalLength)
    }

    /// Reads the headers of a frame in the place of those that were read before.
    @inlinable @inline(always)
    public mutating func read(_ frame: RawSpan, link: LinkType, originalLength: UInt32) {
        direction = .unknown
        family = .none
        fragment = .none
        fault = .none
        hardware = 0
        etherType = 0
        sourcePort = 0
        destinationPort = 0
        transport = 0
        hopLimit = 0
        flags = 0
        payload = 0
        end = frame.byteCount
        if link == .ethernet, frame.byteCount >= 14 {
            readStations(frame)
            // Nearly every frame goes this way: with its offset known, one guard covers many loads.
            if etherType == EtherType.ipv4 {
                readIPv4(frame, at: 14)
            } else if etherType == EtherType.ipv6 {
                readIPv6(frame, at: 14)
            } else {
                readTags(frame)
                readNetwork(frame)
            }
        } else {
            readOtherLink(frame, link: link)
            readNetwork(frame)
        }
        if fault != .none { blameCut(captured: frame.byteCount, originalLength) }
    }

    /// Tells headers that the snap length cut off from those that contradict themselves.
    @inline(never) @usableFromInline
    mutating func blameCut(captured: Int, _ originalLength: UInt32) {
        if Int(originalLength) > captured { fault = .cut }
    }

    /// A packet of which nothing was read.
    public static let unread = Packet()

    /// Number of payload bytes that were captured.
    @inlinable @inline(__always) public var payloadCount: Int { end &- payload }

    /// Where the payload lies in the frame.
    @inlinable @inline(__always) public var content: Range<Int> { payload..<end }
}
