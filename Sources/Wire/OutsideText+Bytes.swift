extension OutsideText {
    /// The text that UTF-8 bytes spell; what is not UTF-8 becomes U+FFFD. Offsets outside the bytes
    /// are left out.
    @inline(never) public init(in bytes: RawSpan, _ range: Range<Int>) {
        self.init(String(decoding: [UInt8](bytes, range), as: UTF8.self))
    }
}
