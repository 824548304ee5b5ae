/// What a client asks of a SOCKS proxy, in the clear.
public struct SOCKSRequest: Hashable, Sendable {
    /// 4 or 5.
    public let version: UInt8
    /// 1 connect, 2 bind, 3 UDP associate.
    public let command: UInt8
    /// The address asked for; nil if a name is.
    public let address: IPAddress?
    /// The name asked for, which the proxy looks up.
    public let name: Range<Int>?
    /// The port asked for.
    public let port: UInt16

    /// The name asked for (cold: it allocates).
    public func nameText(in bytes: RawSpan) -> OutsideText? {
        name.map { OutsideText(in: bytes, $0) }
    }
}

/// The first messages of a SOCKS client (SOCKS 4 and 4a; RFC 1928 for 5).
public enum SOCKSMessage: Hashable, Sendable {
    /// SOCKS 5: the ways to authenticate that the client offers.
    case greeting(methods: Range<Int>)
    /// A request, of either version.
    case request(SOCKSRequest)

    /// Reads a segment that holds exactly one message; nil if it holds none.
    @inline(never) public static func parse(_ bytes: RawSpan) -> SOCKSMessage? {
        guard bytes.byteCount >= 3 else { return nil }
        switch bytes.u8(0) {
        case 4: return version4(bytes).map { .request($0) }
        case 5:
            let count = Int(bytes.u8(1))
            if count > 0, bytes.byteCount == 2 &+ count {
                return .greeting(methods: 2..<2 &+ count)
            }
            return version5(bytes).map { .request($0) }
        default: return nil
        }
    }

    private static func version4(_ bytes: RawSpan) -> SOCKSRequest? {
        let end = bytes.byteCount
        guard end >= 9, 1...2 ~= bytes.u8(1), bytes.u8(end &- 1) == 0 else { return nil }
        let address = bytes.be32(4)
        var at = 8
        while at < end, bytes.u8(at) != 0 { at = at &+ 1 }
        var name: Range<Int>?
        if address != 0, address < 256 {
            // 4a: an address of 0.0.0.x says that a name follows the user's.
            name = at &+ 1 < end ? at &+ 1..<end &- 1 : nil
            guard let name, !name.isEmpty else { return nil }
            for offset in name where bytes.u8(offset) == 0 { return nil }
        } else if at != end &- 1 {
            return nil
        }
        return SOCKSRequest(
            version: 4, command: bytes.u8(1), address: name == nil ? IPAddress(v4: address) : nil,
            name: name, port: bytes.be16(2))
    }

    private static func version5(_ bytes: RawSpan) -> SOCKSRequest? {
        let end = bytes.byteCount
        guard end >= 8, 1...3 ~= bytes.u8(1), bytes.u8(2) == 0 else { return nil }
        var address: IPAddress?
        var name: Range<Int>?
        switch (bytes.u8(3), end) {
        case (1, 10): address = IPAddress(v4In: bytes, at: 4)
        case (4, 22): address = IPAddress(v6In: bytes, at: 4)
        case (3, _):
            let length = Int(bytes.u8(4))
            guard length > 0, end == 7 &+ length else { return nil }
            name = 5..<5 &+ length
        default: return nil
        }
        return SOCKSRequest(
            version: 5, command: bytes.u8(1), address: address, name: name,
            port: bytes.be16(end &- 2))
    }
}
