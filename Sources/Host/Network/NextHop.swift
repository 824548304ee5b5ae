public import Wire

/// One of the ways that a route offers.
public struct NextHop: Hashable, Codable, Sendable {
    /// The router; nil for what is on the link itself.
    public var gateway: IPAddress?
    /// The index of the link that packets leave by.
    public var link: UInt32?
    /// Its share among the ways of a route, from 1.
    public var weight = 1
}

extension NextHop {
    /// Reads the list of a route with several ways (`rtnexthop`); nil if it is damaged.
    static func list(_ bytes: RawSpan, _ payload: Range<Int>) -> [NextHop]? {
        var hops: [NextHop] = []
        var at = payload.lowerBound
        while payload.upperBound - at >= 8 {
            let length = Int(bytes.host16(at))
            guard length >= 8, length <= payload.upperBound - at else { return nil }
            var hop = NextHop(link: bytes.host32(at + 4), weight: Int(bytes.u8(at + 3)) + 1)
            var attributes = NetlinkAttributes(at + 8..<at + length)
            while let (number, value) = attributes.next(in: bytes) {
                switch number {
                case 5: hop.gateway = bytes.address(value)
                case 18: hop.gateway = via(bytes, value)
                default: continue
                }
            }
            guard !attributes.isMalformed else { return nil }
            hops.append(hop)
            at = min(payload.upperBound, at + (length + 3) & ~3)
        }
        return at == payload.upperBound ? hops : nil
    }

    /// A router of the other family (`rtvia`); nil if it is damaged.
    static func via(_ bytes: RawSpan, _ payload: Range<Int>) -> IPAddress? {
        guard payload.count >= 2 else { return nil }
        return bytes.address(payload.lowerBound + 2..<payload.upperBound)
    }
}
