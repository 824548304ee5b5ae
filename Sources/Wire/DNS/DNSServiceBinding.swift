/// What an SVCB or HTTPS record says (RFC 9460, 2.2): numbers, and offsets into the message.
public struct DNSServiceBinding: Sendable {
    /// How much it wants to be preferred; 0 only leads to another name.
    public let priority: UInt16
    /// Where the name of the service's host stands.
    public let targetOffset: Int
    /// The port; nil where it is the protocol's own.
    public let port: UInt16?
    /// Where hints for IPv4 and IPv6 addresses stand; empty where there are none.
    private let hints: (v4: Range<Int>, v6: Range<Int>)

    /// Reads the data of a record; nil if it is of another type, malformed or cut.
    @inline(never) public init?(_ record: DNSRecord, in bytes: RawSpan) {
        let data = record.data
        guard record.type == DNSType.svcb || record.type == DNSType.https, data.count > 2,
            data.upperBound <= bytes.byteCount
        else { return nil }
        priority = bytes.be16(data.lowerBound)
        targetOffset = data.lowerBound &+ 2
        guard let end = DNSName.skip(in: bytes, at: targetOffset), end <= data.upperBound else {
            return nil
        }
        var port: UInt16?
        var hints = (v4: 0..<0, v6: 0..<0)
        var last = -1
        var at = end
        while at < data.upperBound {
            guard at <= data.upperBound - 4 else { return nil }
            let key = Int(bytes.be16(at))
            let value = at &+ 4..<at &+ 4 &+ Int(bytes.be16(at &+ 2))
            // Keys stand in their order, each once.
            guard key > last, value.upperBound <= data.upperBound else { return nil }
            switch key {
            case 3:
                guard value.count == 2 else { return nil }
                port = bytes.be16(value.lowerBound)
            case 4:
                guard value.count.isMultiple(of: 4) else { return nil }
                hints.v4 = value
            case 6:
                guard value.count.isMultiple(of: 16) else { return nil }
                hints.v6 = value
            default: break
            }
            last = key
            at = value.upperBound
        }
        self.port = port
        self.hints = hints
    }

    /// Calls `visit` with each address that is hinted at.
    public func visitHints(in bytes: RawSpan, _ visit: (IPAddress) -> Void) {
        IPAddress.visit(in: bytes, hints.v4, isIPv4: true, visit)
        IPAddress.visit(in: bytes, hints.v6, isIPv4: false, visit)
    }
}

extension IPAddress {
    /// Calls `visit` with each address of a list in network order; what is left over is skipped.
    static func visit(
        in bytes: RawSpan, _ range: Range<Int>, isIPv4: Bool, _ visit: (IPAddress) -> Void
    ) {
        let end = min(range.upperBound, bytes.byteCount)
        let size = isIPv4 ? 4 : 16
        var at = range.lowerBound
        while at <= end - size {
            visit(isIPv4 ? IPAddress(v4In: bytes, at: at) : IPAddress(v6In: bytes, at: at))
            at = at &+ size
        }
    }
}
