/// What the headers of one frame say, in place and without allocation.
///
/// Offsets count from the first byte of the frame and never exceed what was captured, so that
/// `payload..<end` is always a valid range of it.
@frozen public struct Packet: Sendable {
    /// The sender's MAC address in the low 48 bits; 0 where the link layer has none.
    public var sourceStation: UInt64 = 0
    /// The receiver's MAC address in the low 48 bits; 0 where the link layer has none.
    public var destinationStation: UInt64 = 0
    /// Whether the frame was sent or received, if the link layer says so.
    public var direction = FrameDirection.unknown
    /// What the link layer carries; see `EtherType`.
    public var etherType: UInt16 = 0
    /// The ARPHRD number of the interface in a Linux cooked capture; 0 elsewhere.
    public var hardware: UInt16 = 0

    /// The version of IP, if the frame carries any.
    public var family = Family.none
    /// Whether the packet is part of a datagram.
    public var fragment = Fragment.none
    /// Why some of the headers could not be read.
    public var fault = Fault.none
    /// Hop limit (IPv6) or time to live (IPv4).
    public var hopLimit: UInt8 = 0
    /// The upper-layer protocol, behind all extension headers.
    public var transport: UInt8 = 0
    /// The flags of TCP.
    public var flags: UInt8 = 0
    /// Identification of a fragmented datagram.
    public var identification: UInt32 = 0
    /// The sender's address.
    public var source = IPAddress.unspecified
    /// The receiver's address.
    public var destination = IPAddress.unspecified
    /// The sender's port; 0 where the protocol has none or it could not be read.
    public var sourcePort: UInt16 = 0
    /// The receiver's port; 0 where the protocol has none or it could not be read.
    public var destinationPort: UInt16 = 0

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
    @inlinable @inline(__always)
    public mutating func read(_ frame: RawSpan, link: LinkType, originalLength: UInt32) {
        direction = .unknown
        hardware = 0
        family = .none
        fragment = .none
        fault = .none
        transport = 0
        sourcePort = 0
        destinationPort = 0
        payload = 0
        end = frame.byteCount
        if link == .ethernet {
            readEthernet(frame)
        } else {
            sourceStation = 0
            destinationStation = 0
            etherType = 0
            network = 0
            readOtherLink(frame, link: link)
        }
        if etherType == EtherType.ipv4, fault == .none {
            readIPv4(frame)
        } else if etherType == EtherType.ipv6, fault == .none {
            readIPv6(frame)
        }
        if fault == .malformed, Int(originalLength) > frame.byteCount { fault = .cut }
    }

    /// A packet of which nothing was read.
    public static let unread = Packet()

    /// Number of payload bytes that were captured.
    @inlinable @inline(__always) public var payloadCount: Int { end &- payload }

    /// Where the payload lies in the frame.
    @inlinable @inline(__always) public var content: Range<Int> { payload..<end }
}
