extension IPAddress {
    /// Whether it never leaves the machine: 127.0.0.0/8 and ::1.
    public var isLoopback: Bool { isIPv4 ? v4 >> 24 == 127 : high == 0 && low == 1 }

    /// Whether it is local to one link (RFC 3927; RFC 4291, 2.5.6).
    public var isLinkLocal: Bool { isIPv4 ? v4 >> 16 == 0xa9fe : high >> 54 == 0x3fa }

    /// Whether it may belong to a stranger on the Internet: neither private (RFC 1918, RFC 6598, RFC
    /// 4193), nor local to a link or to the machine, nor multicast or unspecified.
    public var isPublic: Bool {
        if isIPv4 {
            let bits = v4
            return bits >> 24 != 0 && bits >> 24 != 10 && bits >> 24 != 127 && bits >> 20 != 0xac1
                && bits >> 16 != 0xc0a8 && bits >> 16 != 0xa9fe && bits >> 22 != 0x191
                && bits >> 28 < 0xe
        }
        // fc00::/7, fe80::/10, ff00::/8, and the first /64, which holds ::, ::1 and mapped addresses.
        return high >> 57 != 0x7e && high >> 54 != 0x3fa && high >> 56 != 0xff && high != 0
    }
}
