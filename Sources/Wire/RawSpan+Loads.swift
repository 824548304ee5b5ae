/// Loads from hostile bytes.
///
/// `unsafeLoadUnaligned` is bounds-checked in release builds ("unsafe" speaks of the type, not of
/// the bounds): an access outside the span stops the process instead of reading foreign memory. A
/// parser must never get there, because it guards first. No other file of the packet path says
/// `unsafe` to read a packet.
extension RawSpan {
    /// The byte at `offset`.
    @inlinable @inline(__always) public func u8(_ offset: Int) -> UInt8 {
        unsafe unsafeLoad(fromByteOffset: offset, as: UInt8.self)
    }

    /// The big-endian 16-bit number at `offset`.
    @inlinable @inline(__always) public func be16(_ offset: Int) -> UInt16 {
        unsafe UInt16(bigEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt16.self))
    }

    /// The big-endian 32-bit number at `offset`.
    @inlinable @inline(__always) public func be32(_ offset: Int) -> UInt32 {
        unsafe UInt32(bigEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }

    /// The big-endian 64-bit number at `offset`.
    @inlinable @inline(__always) public func be64(_ offset: Int) -> UInt64 {
        unsafe UInt64(bigEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// The little-endian 16-bit number at `offset`.
    @inlinable @inline(__always) public func le16(_ offset: Int) -> UInt16 {
        unsafe UInt16(littleEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt16.self))
    }

    /// The little-endian 32-bit number at `offset`.
    @inlinable @inline(__always) public func le32(_ offset: Int) -> UInt32 {
        unsafe UInt32(littleEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }

    /// The little-endian 64-bit number at `offset`.
    @inlinable @inline(__always) public func le64(_ offset: Int) -> UInt64 {
        unsafe UInt64(littleEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// The 16-bit number at `offset` in this machine's own byte order, as the kernel writes it.
    @inlinable @inline(__always) public func host16(_ offset: Int) -> UInt16 {
        unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt16.self)
    }

    /// The 32-bit number at `offset` in this machine's own byte order, as the kernel writes it.
    @inlinable @inline(__always) public func host32(_ offset: Int) -> UInt32 {
        unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self)
    }

    /// The 64-bit number at `offset` in this machine's own byte order, as the kernel writes it.
    @inlinable @inline(__always) public func host64(_ offset: Int) -> UInt64 {
        unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
    }
}
