/// An IPv4 or IPv6 address in 128 bits; IPv4 is held as `::ffff:a.b.c.d` (RFC 4291, 2.5.5.2).
@frozen public struct IPAddress: Hashable, Sendable {
    /// The first 64 bits, most significant first.
    public var high: UInt64
    /// The last 64 bits.
    public var low: UInt64

    /// An address from its two halves.
    @inlinable @inline(__always) public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// An IPv4 address from its 32 bits.
    @inlinable @inline(__always) public init(v4: UInt32) {
        self.init(high: 0, low: 0xffff_0000_0000 | UInt64(v4))
    }

    /// Whether this is an IPv4 address.
    @inlinable @inline(__always) public var isIPv4: Bool { high == 0 && low >> 32 == 0xffff }

    /// The 32 bits of an IPv4 address; the last 32 bits of any other.
    @inlinable @inline(__always) public var v4: UInt32 { UInt32(truncatingIfNeeded: low) }

    /// The all-zero IPv6 address, `::`.
    public static let unspecified = IPAddress(high: 0, low: 0)
}
