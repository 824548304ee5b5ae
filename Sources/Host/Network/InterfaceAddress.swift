public import Wire

/// An address of an interface of ours.
public struct InterfaceAddress: Hashable, Codable, Sendable {
    /// The version of IP.
    public let family: IPFamily
    /// The index of the link.
    public let link: UInt32
    /// Our end.
    public let address: IPAddress
    /// Leading bits that are the network's.
    public let length: UInt8
    /// The other end, on links between two.
    public var peer: IPAddress?
    /// How far it is valid: 0 everywhere, 253 on the link, 254 on this machine.
    public let scope: UInt8
    /// Whether it is one of the changing addresses of RFC 8981.
    public let isTemporary: Bool
    /// Whether it may not be used: not checked yet for being somebody else's, or found to be.
    public let isUnusable: Bool

    /// Whether hosts outside could answer to it, if need be through address translation: neither
    /// local to a link (RFC 3927, RFC 4291) nor, for IPv6, to a site (RFC 4193).
    public var isGlobal: Bool {
        guard scope == 0, !isUnusable else { return false }
        return family == .ipv4
            ? address.v4 >> 16 != 0xa9fe && address.v4 >> 24 != 127
            : address.high >> 57 != 0x7e && address.high >> 54 != 0x3fa
    }
}

extension InterfaceAddress {
    /// The question for all addresses of a family.
    static func request(_ family: IPFamily) -> NetlinkRequest {
        NetlinkRequest(22, answer: 20, header: [family.number, 0, 0, 0, 0, 0, 0, 0])
    }

    /// Reads an `ifaddrmsg` and its attributes; nil if it is damaged.
    init?(_ bytes: RawSpan, _ payload: Range<Int>) {
        let start = payload.lowerBound
        guard payload.count >= 8, let family = IPFamily(number: bytes.u8(start)) else { return nil }
        self.family = family
        length = bytes.u8(start + 1)
        var flags = UInt32(bytes.u8(start + 2))
        scope = bytes.u8(start + 3)
        link = bytes.host32(start + 4)
        var local: IPAddress?
        var other: IPAddress?
        var attributes = NetlinkAttributes(start + 8..<payload.upperBound)
        while let (number, value) = attributes.next(in: bytes) {
            switch number {
            case 1: other = bytes.address(value)
            case 2: local = bytes.address(value)
            case 8: flags = bytes.number(value) ?? flags
            default: continue
            }
        }
        guard let address = local ?? other, length <= family.size * 8, !attributes.isMalformed
        else { return nil }
        self.address = address
        peer = other == address ? nil : other
        // IFA_F_TEMPORARY for IPv6; the same bit says "secondary" for IPv4.
        isTemporary = family == .ipv6 && flags & 1 != 0
        // IFA_F_TENTATIVE without IFA_F_OPTIMISTIC, IFA_F_DADFAILED.
        isUnusable = flags & 0x44 == 0x40 || flags & 0x08 != 0
    }
}
