/// The byte order of a capture file, as a type, so that each order gets its own loop.
@usableFromInline protocol FileOrder {
    /// The 16-bit number at `offset`.
    static func u16(_ bytes: RawSpan, _ offset: Int) -> UInt16
    /// The 32-bit number at `offset`.
    static func u32(_ bytes: RawSpan, _ offset: Int) -> UInt32
    /// The 64-bit number at `offset`.
    static func u64(_ bytes: RawSpan, _ offset: Int) -> UInt64
    /// The two 32-bit numbers at `offset`, for one bounds check.
    static func pair(_ bytes: RawSpan, _ offset: Int) -> (UInt32, UInt32)
    /// The first 32 bits of a pcapng option of code 2 and 4 bytes (`epb_flags`).
    static var flagsHead: UInt32 { get }
}

/// A file whose least significant byte comes first.
@usableFromInline enum LittleEndianFile: FileOrder {
    @inlinable @inline(__always) static var flagsHead: UInt32 { 0x0004_0002 }

    @inlinable @inline(__always) static func u16(_ bytes: RawSpan, _ offset: Int) -> UInt16 {
        bytes.le16(offset)
    }

    @inlinable @inline(__always) static func u32(_ bytes: RawSpan, _ offset: Int) -> UInt32 {
        bytes.le32(offset)
    }

    @inlinable @inline(__always) static func u64(_ bytes: RawSpan, _ offset: Int) -> UInt64 {
        bytes.le64(offset)
    }

    @inlinable @inline(__always)
    static func pair(_ bytes: RawSpan, _ offset: Int) -> (UInt32, UInt32) {
        let both = bytes.le64(offset)
        return (UInt32(truncatingIfNeeded: both), UInt32(truncatingIfNeeded: both >> 32))
    }
}

/// A file whose most significant byte comes first.
@usableFromInline enum BigEndianFile: FileOrder {
    @inlinable @inline(__always) static var flagsHead: UInt32 { 0x0002_0004 }

    @inlinable @inline(__always) static func u16(_ bytes: RawSpan, _ offset: Int) -> UInt16 {
        bytes.be16(offset)
    }

    @inlinable @inline(__always) static func u32(_ bytes: RawSpan, _ offset: Int) -> UInt32 {
        bytes.be32(offset)
    }

    @inlinable @inline(__always) static func u64(_ bytes: RawSpan, _ offset: Int) -> UInt64 {
        bytes.be64(offset)
    }

    @inlinable @inline(__always)
    static func pair(_ bytes: RawSpan, _ offset: Int) -> (UInt32, UInt32) {
        let both = bytes.be64(offset)
        return (UInt32(truncatingIfNeeded: both >> 32), UInt32(truncatingIfNeeded: both))
    }
}
