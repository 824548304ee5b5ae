/// What the capture file writers append to a buffer.
extension [UInt8] {
    /// Appends a number, least significant byte first.
    mutating func appendLittleEndian<Number: FixedWidthInteger & UnsignedInteger>(_ value: Number) {
        var rest = value
        for _ in 0..<Number.bitWidth / 8 {
            append(UInt8(truncatingIfNeeded: rest))
            rest >>= 8
        }
    }

    /// Appends all bytes of a span at once.
    mutating func append(contentsOf span: RawSpan) {
        // The buffer is the span's own and is not kept: this only copies.
        unsafe span.withUnsafeBytes { unsafe append(contentsOf: $0) }
    }
}
