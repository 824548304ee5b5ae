/// What a capture file says about one frame beside its bytes.
@frozen public struct FrameRecord: Hashable, Sendable {
    /// Nanoseconds since the UNIX epoch; held at the ends of its range when the file says less or
    /// more than 64 bits can tell, 0 when the file says nothing (pcapng Simple Packet Block).
    public var time: UInt64
    /// Length on the wire in bytes; a file may claim less than it holds.
    public var originalLength: UInt32
    /// Index into the file's interfaces; 0 in a pcap file.
    public var interface: UInt16
    /// Where the frame was going, as told by pcapng flags.
    public var direction: FrameDirection
    /// The frame's number in Wireshark, from 1.
    public var number: UInt64

    /// A record from its parts.
    @inlinable @inline(__always) public init(
        time: UInt64, originalLength: UInt32, interface: UInt16 = 0,
        direction: FrameDirection = .unknown, number: UInt64
    ) {
        self.time = time
        self.originalLength = originalLength
        self.interface = interface
        self.direction = direction
        self.number = number
    }
}

/// Which way a frame passed the interface that saw it.
@frozen public enum FrameDirection: UInt8, Hashable, Sendable {
    /// The file does not say.
    case unknown
    /// Received by the capturing host.
    case inbound
    /// Sent by the capturing host.
    case outbound

    /// Bits 0 and 1 of a pcapng flags word (pcapng, section 4.3.1); 3 is not defined and unknown.
    @inlinable @inline(__always) public init(flags: UInt32) {
        switch flags & 3 {
        case 1: self = .inbound
        case 2: self = .outbound
        default: self = .unknown
        }
    }
}
