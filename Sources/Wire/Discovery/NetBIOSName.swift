/// A NetBIOS name as name service packets carry it: DNS form with a first label of 32 letters that
/// spell 16 bytes (RFC 1001, 14.1).
public struct NetBIOSName: Hashable, Sendable {
    /// The name without its padding.
    public let name: OutsideText
    /// The sixteenth byte: 0x00 workstation, 0x1b domain master browser, 0x20 file server.
    public let suffix: UInt8

    /// Decodes the name at `offset` of a message; nil if it is not in this form (cold: it
    /// allocates).
    @inline(never) public init?(in bytes: RawSpan, at offset: Int) {
        var labels = DNSLabels(at: offset)
        guard let label = labels.next(in: bytes), label.count == 32 else { return nil }
        var decoded: [UInt8] = []
        for index in 0..<16 {
            let high = bytes.u8(label.lowerBound &+ 2 &* index) &- UInt8(ascii: "A")
            let low = bytes.u8(label.lowerBound &+ 2 &* index &+ 1) &- UInt8(ascii: "A")
            guard high < 16, low < 16 else { return nil }
            decoded.append(high << 4 | low)
        }
        suffix = decoded[15]
        decoded.removeLast()
        while let last = decoded.last, last == 32 || last == 0 { decoded.removeLast() }
        name = OutsideText(String(decoding: decoded, as: UTF8.self))
    }
}
