extension IPAddress {
    /// The IPv4 address in the four bytes at `offset`; the caller has checked that they are there.
    @inlinable @inline(__always) public init(v4In bytes: RawSpan, at offset: Int) {
        self.init(v4: bytes.be32(offset))
    }

    /// The IPv6 address in the 16 bytes at `offset`; the caller has checked that they are there.
    @inlinable @inline(__always) public init(v6In bytes: RawSpan, at offset: Int) {
        self.init(high: bytes.be64(offset), low: bytes.be64(offset &+ 8))
    }
}
