/// Recognisers of chatter on the local network that has no header of its own.
public enum DiscoveryRecognisers {
    /// Bytes that are searched for a mark: it stands near the start in what real devices send.
    static let searchedBytes = 1024

    /// Whether these bytes are a WS-Discovery message: XML with its namespace (OASIS WS-DD 1.1, or
    /// the 2005 draft that Windows speaks; UDP port 3702).
    @inline(never) public static func isWSDiscovery(_ bytes: RawSpan) -> Bool {
        let searched = 0..<min(bytes.byteCount, searchedBytes)
        // An UTF-8 byte order mark may come first.
        let start = bytes.byteCount >= 3 && bytes.be16(0) == 0xefbb && bytes.u8(2) == 0xbf ? 3 : 0
        guard bytes.hasText("<", at: start) else { return false }
        return bytes.firstOffset(of: "schemas.xmlsoap.org/ws/2005/04/discovery", in: searched)
            != nil
            || bytes.firstOffset(of: "docs.oasis-open.org/ws-dd/ns/discovery", in: searched) != nil
    }

    /// The number by which Dropbox names this installation in its LAN sync broadcasts (UDP port
    /// 17500), as the text of its digits; nil if these bytes are none.
    ///
    /// Cold where it finds one: it allocates.
    @inline(never) public static func dropboxHost(_ bytes: RawSpan) -> OutsideText? {
        let searched = 0..<min(bytes.byteCount, searchedBytes)
        guard bytes.hasText("{", at: 0),
            let key = bytes.firstOffset(of: "\"host_int\"", in: searched)
        else { return nil }
        var at = key &+ 10
        // Blank, colon, quotation mark.
        while at < bytes.byteCount,
            bytes.hasText(" ", at: at) || bytes.hasText(":", at: at)
                || bytes.hasText("\"", at: at)
        {
            at = at &+ 1
        }
        let start = at
        // A 128-bit number has 39 digits.
        while at < min(bytes.byteCount, start &+ 39), decimalDigit(bytes.u8(at)) != nil {
            at = at &+ 1
        }
        return start < at ? OutsideText(in: bytes, start..<at) : nil
    }
}
