/// One option of a neighbour discovery message: numbers, or offsets into the message.
public enum NDPOption: Hashable, Sendable {
    /// The sender's link-layer address (type 1).
    case sourceLinkLayer(MACAddress)
    /// The target's link-layer address (type 2).
    case targetLinkLayer(MACAddress)
    /// A prefix of this link (type 3).
    case prefix(PrefixInformation)
    /// The link's MTU (type 5).
    case mtu(UInt32)
    /// A route beyond the default one (type 24).
    case route(RouteInformation)
    /// Resolvers (type 25, RFC 8106): seconds, and where the addresses stand.
    case nameServers(lifetime: UInt32, addresses: Range<Int>)
    /// Domains that short names are looked up in (type 31): seconds, and where the names stand.
    case searchList(lifetime: UInt32, names: Range<Int>)
    /// The prefix of a NAT64 (type 38, RFC 8781), with its lifetime in seconds.
    case nat64(IPPrefix, lifetime: UInt16)
    /// An encrypted resolver (type 144, RFC 9463): seconds, and where its name and its addresses
    /// stand.
    case encryptedResolver(lifetime: UInt32, name: Range<Int>, addresses: Range<Int>)
    /// Any other type, or one of the above with an impossible length or content.
    case other(type: UInt8, value: Range<Int>)

    /// A prefix information option (RFC 4861, 4.6.2).
    public struct PrefixInformation: Hashable, Sendable {
        /// The prefix.
        public let prefix: IPPrefix
        /// Addresses of this prefix are on the link (L).
        public let isOnLink: Bool
        /// Hosts make addresses of this prefix themselves (A).
        public let isAutonomous: Bool
        /// Seconds that the prefix is valid; all ones is for ever.
        public let validLifetime: UInt32
        /// Seconds that its addresses are preferred; all ones is for ever.
        public let preferredLifetime: UInt32
    }

    /// A route information option (RFC 4191, 2.3): more specific than a tunnel's default route.
    public struct RouteInformation: Hashable, Sendable {
        /// Where the route leads.
        public let prefix: IPPrefix
        /// How much it wants to be preferred.
        public let preference: RouterPreference
        /// Seconds that it is valid; all ones is for ever.
        public let lifetime: UInt32
    }

    /// Calls `visit` with each option from `start`; false if one is malformed or cut.
    @inline(never) @discardableResult public static func visit(
        in icmp: RawSpan, from start: Int, _ visit: (NDPOption) -> Void
    ) -> Bool {
        var at = start
        guard at >= 0 else { return false }
        while at <= icmp.byteCount - 2 {
            let length = Int(icmp.u8(at &+ 1)) &* 8
            guard length > 0, length <= icmp.byteCount - at else { return false }
            let range = at..<at &+ length
            visit(option(icmp, range) ?? .other(type: icmp.u8(at), value: at &+ 2..<at &+ length))
            at = at &+ length
        }
        return at == icmp.byteCount
    }

    private static func option(_ icmp: RawSpan, _ range: Range<Int>) -> NDPOption? {
        let at = range.lowerBound
        switch (icmp.u8(at), range.count) {
        case (1, 8): return .sourceLinkLayer(MACAddress(in: icmp, at: at &+ 2))
        case (2, 8): return .targetLinkLayer(MACAddress(in: icmp, at: at &+ 2))
        case (3, 32): return prefixInformation(icmp, at)
        case (5, 8): return .mtu(icmp.be32(at &+ 4))
        case (24, 8...24): return routeInformation(icmp, range)
        case (25, 24...):
            return .nameServers(
                lifetime: icmp.be32(at &+ 4), addresses: at &+ 8..<range.upperBound)
        case (31, 16...):
            return .searchList(lifetime: icmp.be32(at &+ 4), names: at &+ 8..<range.upperBound)
        case (38, 16): return nat64(icmp, at)
        case (144, 16...):
            let name = at &+ 10..<at &+ 10 &+ Int(icmp.be16(at &+ 8))
            guard name.upperBound <= range.upperBound else { return nil }
            let end = name.upperBound
            let room = end <= range.upperBound - 2 ? Int(icmp.be16(end)) : 0
            guard room <= max(0, range.upperBound - end - 2) else { return nil }
            return .encryptedResolver(
                lifetime: icmp.be32(at &+ 4), name: name,
                addresses: room == 0 ? end..<end : end &+ 2..<end &+ 2 &+ room)
        default: return nil
        }
    }

    private static func prefixInformation(_ icmp: RawSpan, _ at: Int) -> NDPOption? {
        let address = IPAddress(v6In: icmp, at: at &+ 16)
        let flags = icmp.u8(at &+ 3)
        guard let prefix = IPPrefix(address, length: Int(icmp.u8(at &+ 2))) else { return nil }
        return .prefix(
            PrefixInformation(
                prefix: prefix, isOnLink: flags & 0x80 != 0, isAutonomous: flags & 0x40 != 0,
                validLifetime: icmp.be32(at &+ 4), preferredLifetime: icmp.be32(at &+ 8)))
    }

    private static func routeInformation(_ icmp: RawSpan, _ range: Range<Int>) -> NDPOption? {
        let at = range.lowerBound
        let length = Int(icmp.u8(at &+ 2))
        // Trailing zeros of the prefix may be left out in steps of 64 bits.
        guard length <= (range.count - 8) * 8 else { return nil }
        let address = IPAddress(
            high: range.count > 8 ? icmp.be64(at &+ 8) : 0,
            low: range.count > 16 ? icmp.be64(at &+ 16) : 0)
        guard let prefix = IPPrefix(address, length: length) else { return nil }
        return .route(
            RouteInformation(
                prefix: prefix, preference: RouterPreference(bits: icmp.u8(at &+ 3) >> 3),
                lifetime: icmp.be32(at &+ 4)))
    }

    private static func nat64(_ icmp: RawSpan, _ at: Int) -> NDPOption? {
        let word = icmp.be16(at &+ 2)
        let length: Int
        switch word & 7 {
        case 0: length = 96
        case 1: length = 64
        case 2: length = 56
        case 3: length = 48
        case 4: length = 40
        case 5: length = 32
        default: return nil
        }
        let address = IPAddress(
            high: icmp.be64(at &+ 4), low: UInt64(icmp.be32(at &+ 12)) << 32)
        guard let prefix = IPPrefix(address, length: length) else { return nil }
        // The lifetime stands in units of eight seconds in the upper 13 bits.
        return .nat64(prefix, lifetime: word & 0xfff8)
    }
}

extension NDPOption {
    /// Calls `visit` with each resolver of a `nameServers` or an `encryptedResolver` option.
    public func visitNameServers(in icmp: RawSpan, _ visit: (IPAddress) -> Void) {
        switch self {
        case .nameServers(_, let addresses), .encryptedResolver(_, _, let addresses):
            IPAddress.visit(in: icmp, addresses, isIPv4: false, visit)
        default: return
        }
    }

    /// The domains of a `searchList` option, or the name of an `encryptedResolver` (cold: it
    /// allocates).
    public func names(in icmp: RawSpan) -> [OutsideText] {
        var texts: [OutsideText] = []
        switch self {
        case .searchList(_, let names), .encryptedResolver(_, let names, _):
            DNSName.visitList(in: icmp, names) { name in
                if let text = DNSName.text(in: icmp, standingAlone: name) { texts.append(text) }
            }
        default: break
        }
        return texts
    }
}
