extension [UInt8] {
    /// A copy of the bytes of a range; what lies outside them is left out.
    init(_ bytes: RawSpan, _ range: Range<Int>) {
        let range = range.clamped(to: 0..<bytes.byteCount)
        self.init()
        reserveCapacity(range.count)
        for at in range {
            append(bytes.u8(at))
        }
    }
}
