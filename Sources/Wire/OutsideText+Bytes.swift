extension OutsideText {
    /// The text that UTF-8 bytes spell; what is not UTF-8 becomes U+FFFD. Offsets outside the bytes
    /// are left out.
    @inline(never) public init(in bytes: RawSpan, _ range: Range<Int>) {
        let range = range.clamped(to: 0..<bytes.byteCount)
        var copy: [UInt8] = []
        copy.reserveCapacity(range.count)
        for at in range {
            copy.append(bytes.u8(at))
        }
        self.init(String(decoding: copy, as: UTF8.self))
    }
}
