/// How the frames of an interface begin: a LINKTYPE_ value of the tcpdump registry.
@frozen public struct LinkType: Hashable, Sendable {
    /// The registered number.
    public let rawValue: UInt16

    /// A link type by its registered number.
    @inlinable public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// BSD loopback: four bytes of address family in the byte order of the writer.
    @inlinable public static var null: LinkType { LinkType(rawValue: 0) }
    /// Ethernet without its checksum.
    @inlinable public static var ethernet: LinkType { LinkType(rawValue: 1) }
    /// PPP without framing.
    @inlinable public static var ppp: LinkType { LinkType(rawValue: 9) }
    /// PPP over Ethernet, from the PPPoE header on.
    @inlinable public static var pppoe: LinkType { LinkType(rawValue: 51) }
    /// IPv4 or IPv6, told apart by the version.
    @inlinable public static var raw: LinkType { LinkType(rawValue: 101) }
    /// OpenBSD loopback: four bytes of address family, big endian.
    @inlinable public static var loop: LinkType { LinkType(rawValue: 108) }
    /// Linux "cooked" capture, version 1.
    @inlinable public static var linuxSLL: LinkType { LinkType(rawValue: 113) }
    /// IPv4 only.
    @inlinable public static var ipv4: LinkType { LinkType(rawValue: 228) }
    /// IPv6 only.
    @inlinable public static var ipv6: LinkType { LinkType(rawValue: 229) }
    /// Linux "cooked" capture, version 2.
    @inlinable public static var linuxSLL2: LinkType { LinkType(rawValue: 276) }

    /// Whether Watertight can find the network header behind this link header.
    ///
    /// 12 and 14 are DLT_RAW of other systems, which some writers put into files.
    public var isKnown: Bool {
        switch rawValue {
        case 0, 1, 9, 12, 14, 51, 101, 108, 113, 228, 229, 276: true
        default: false
        }
    }

    /// Whether each frame says if it was sent or received.
    public var tellsDirection: Bool { self == .linuxSLL || self == .linuxSLL2 }

    /// Whether frames carry the sender's station (MAC) address.
    public var hasStations: Bool { self == .ethernet || tellsDirection }

    /// The usual name, for messages.
    public var name: String {
        switch rawValue {
        case 0: "BSD loopback"
        case 1: "Ethernet"
        case 9: "PPP"
        case 51: "PPPoE"
        case 12, 14, 101: "raw IP"
        case 108: "OpenBSD loopback"
        case 113: "Linux SLL"
        case 228: "raw IPv4"
        case 229: "raw IPv6"
        case 276: "Linux SLL2"
        default: "link type \(rawValue)"
        }
    }
}
