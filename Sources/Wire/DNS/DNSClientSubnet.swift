/// The part of a client's address that a query tells to the authoritative server (RFC 7871).
public struct DNSClientSubnet: Hashable, Sendable {
    /// The address, zero beyond the source prefix.
    public let address: IPAddress
    /// Bits of the address that the asker gives away; 0 is the wish not to be told about.
    public let sourcePrefix: UInt8
    /// Bits that the answer is valid for; 0 in queries.
    public let scopePrefix: UInt8

    /// The subnet that a query tells, or with a scope the one that an answer is for.
    public init(_ prefix: IPPrefix, scope: UInt8 = 0) {
        address = prefix.address
        sourcePrefix = prefix.length
        scopePrefix = scope
    }

    /// Reads the data of an EDNS option with code 8; nil if it is malformed.
    init?(in bytes: RawSpan, _ data: Range<Int>) {
        guard data.count >= 4 else { return nil }
        let start = data.lowerBound
        let family = bytes.be16(start)
        let limit: UInt8 = family == 1 ? 32 : 128
        sourcePrefix = bytes.u8(start &+ 2)
        scopePrefix = bytes.u8(start &+ 3)
        let length = data.count - 4
        guard family == 1 || family == 2, sourcePrefix <= limit, scopePrefix <= limit,
            length == (Int(sourcePrefix) + 7) / 8
        else { return nil }
        var high: UInt64 = 0
        var low: UInt64 = 0
        for index in 0..<length {
            let byte = UInt64(bytes.u8(start &+ 4 &+ index))
            if index < 8 {
                high |= byte << UInt64(56 - 8 * index)
            } else {
                low |= byte << UInt64(120 - 8 * index)
            }
        }
        address =
            family == 1
            ? IPAddress(v4: UInt32(truncatingIfNeeded: high >> 32))
            : IPAddress(high: high, low: low)
    }
}

extension DNSMessage {
    /// Calls `visit` with the code and the data of each EDNS option (RFC 6891, 6.1.2).
    @inline(never) public func visitEDNSOptions(
        in bytes: RawSpan, _ visit: (UInt16, Range<Int>) -> Void
    ) {
        visitRecords(in: bytes) { record, section in
            guard section == .additional, record.type == 41 else { return }
            var at = record.data.lowerBound
            while at <= record.end - 4 {
                let start = at &+ 4
                let length = Int(bytes.be16(at &+ 2))
                guard length <= record.end - start else { return }
                visit(bytes.be16(at), start..<start &+ length)
                at = start &+ length
            }
        }
    }

    /// The client subnet that the message carries, if any.
    public func clientSubnet(in bytes: RawSpan) -> DNSClientSubnet? {
        var found: DNSClientSubnet?
        visitEDNSOptions(in: bytes) { code, data in
            if code == 8, found == nil { found = DNSClientSubnet(in: bytes, data) }
        }
        return found
    }
}
