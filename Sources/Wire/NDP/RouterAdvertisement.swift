/// How much a router wants to be preferred (RFC 4191, 2.1).
public enum RouterPreference: Sendable {
    /// Below the usual.
    case low
    /// The usual; also what the reserved value means.
    case medium
    /// Before others: what a hostile router claims.
    case high

    /// From the two bits that carry it.
    init(bits: UInt8) {
        switch bits & 3 {
        case 1: self = .high
        case 3: self = .low
        default: self = .medium
        }
    }
}

/// An IPv6 router advertisement (RFC 4861, 4.2): the fixed part.
public struct RouterAdvertisement: Hashable, Sendable {
    /// The hop limit that hosts shall use; 0 says nothing.
    public let hopLimit: UInt8
    /// Addresses come from DHCPv6 (M).
    public let isManaged: Bool
    /// Other settings come from DHCPv6 (O).
    public let hasOtherSettings: Bool
    /// How much this router wants to be preferred.
    public let preference: RouterPreference
    /// Seconds that this is a default router; 0 says that it is none.
    public let lifetime: UInt16

    /// Reads the fixed part of an ICMPv6 message; nil if it is cut or is no router advertisement.
    @inline(never) public init?(_ icmp: RawSpan) {
        guard icmp.byteCount >= 16, icmp.u8(0) == ICMPv6Type.routerAdvertisement, icmp.u8(1) == 0
        else { return nil }
        hopLimit = icmp.u8(4)
        let flags = icmp.u8(5)
        isManaged = flags & 0x80 != 0
        hasOtherSettings = flags & 0x40 != 0
        preference = RouterPreference(bits: flags >> 3)
        lifetime = icmp.be16(6)
    }

    /// Calls `visit` with each option; false if one is malformed or cut.
    @discardableResult public func visitOptions(
        in icmp: RawSpan, _ visit: (NDPOption) -> Void
    ) -> Bool {
        NDPOption.visit(in: icmp, from: 16, visit)
    }
}
