extension IPAddress {
    /// The name that an address is looked up under (RFC 1035, 3.5; RFC 3596, 2.5).
    public var reverseName: String {
        if isIPv4 {
            return stride(from: UInt32(0), to: 32, by: 8).map { "\(v4 >> $0 & 255)." }.joined()
                + "in-addr.arpa"
        }
        return [low, high].flatMap { half in
            stride(from: UInt64(0), to: 64, by: 4).map {
                String(half >> $0 & 15, radix: 16) + "."
            }
        }.joined() + "ip6.arpa"
    }
}
