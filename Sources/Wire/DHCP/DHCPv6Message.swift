/// A DHCP message for IPv6 (RFC 8415, 8), taken out of the relay messages around it.
public struct DHCPv6Message: Hashable, Sendable {
    /// Relay messages that may be nested (HOP_COUNT_LIMIT, RFC 8415, 7.6).
    public static let deepestRelay = 8

    /// The type of the innermost message: 1 solicit, 2 advertise, 3 request, 4 confirm, 5 renew,
    /// 6 rebind, 7 reply, 8 release, 9 decline, 10 reconfigure, 11 information request.
    public let type: UInt8
    /// The transaction identifier, 24 bits.
    public let transaction: UInt32
    /// Where the options of the innermost message stand.
    public let options: Range<Int>
    /// How many relay messages are around it.
    public let relays: Int

    /// Reads a message; nil if it is cut, of unknown type, or nested too deep.
    @inline(never) public init?(_ bytes: RawSpan) {
        var message = 0..<bytes.byteCount
        for depth in 0...DHCPv6Message.deepestRelay {
            guard message.count >= 4 else { return nil }
            let kind = bytes.u8(message.lowerBound)
            if 1...11 ~= kind {
                type = kind
                transaction = bytes.be32(message.lowerBound) & 0xff_ffff
                options = message.lowerBound &+ 4..<message.upperBound
                relays = depth
                return
            }
            // Relay-forward and relay-reply: type, hop count, two addresses; option 9 holds the
            // message.
            guard 12...13 ~= kind, message.count >= 34 else { return nil }
            var inner: Range<Int>?
            DHCPv6Message.visit(bytes, message.lowerBound &+ 34..<message.upperBound) {
                if $0 == 9, inner == nil { inner = $1 }
            }
            guard let inner else { return nil }
            message = inner
        }
        return nil
    }

    /// Calls `visit` with the code and value of each option of the innermost message.
    @inline(never) public func visitOptions(
        in bytes: RawSpan, _ visit: (UInt16, Range<Int>) -> Void
    ) {
        DHCPv6Message.visit(bytes, options.clamped(to: 0..<bytes.byteCount), visit)
    }

    private static func visit(
        _ bytes: RawSpan, _ range: Range<Int>, _ visit: (UInt16, Range<Int>) -> Void
    ) {
        var at = range.lowerBound
        while at <= range.upperBound - 4 {
            let start = at &+ 4
            let next = start &+ Int(bytes.be16(at &+ 2))
            guard next <= range.upperBound else { return }
            visit(bytes.be16(at), start..<next)
            at = next
        }
    }
}

/// The identifier of a DHCP client or server (RFC 8415, 11).
public struct DHCPUniqueIdentifier: Hashable, Sendable {
    /// 1 link-layer address and time, 2 enterprise number, 3 link-layer address, 4 UUID.
    public let type: UInt16
    /// The Ethernet address inside; clients often keep that of their first network card for ever.
    public let hardwareAddress: MACAddress?

    init?(_ bytes: RawSpan, _ value: Range<Int>) {
        guard value.count >= 2 else { return nil }
        type = bytes.be16(value.lowerBound)
        let skipped = type == 1 ? 8 : 4
        guard type == 1 || type == 3, value.count == skipped &+ 6,
            bytes.be16(value.lowerBound &+ 2) == 1
        else {
            hardwareAddress = nil
            return
        }
        hardwareAddress = MACAddress(in: bytes, at: value.lowerBound &+ skipped)
    }
}

extension DHCPv6Message {
    /// The value of the first option with this code.
    public func first(_ code: UInt16, in bytes: RawSpan) -> Range<Int>? {
        var found: Range<Int>?
        visitOptions(in: bytes) { option, value in
            if option == code, found == nil { found = value }
        }
        return found
    }

    /// The client's identifier (option 1).
    public func clientIdentifier(in bytes: RawSpan) -> DHCPUniqueIdentifier? {
        first(1, in: bytes).flatMap { DHCPUniqueIdentifier(bytes, $0) }
    }

    /// Calls `visit` with each resolver (option 23, RFC 3646).
    public func visitNameServers(in bytes: RawSpan, _ visit: (IPAddress) -> Void) {
        guard let value = first(23, in: bytes) else { return }
        var at = value.lowerBound
        while at <= value.upperBound - 16 {
            visit(IPAddress(v6In: bytes, at: at))
            at = at &+ 16
        }
    }

    /// The domains that short names are looked up in (option 24; cold: it allocates).
    public func searchList(in bytes: RawSpan) -> [OutsideText] {
        guard let value = first(24, in: bytes) else { return [] }
        var names: [OutsideText] = []
        DNSName.visitList(in: bytes, value) { name in
            if let text = DNSName.text(in: bytes, standingAlone: name) { names.append(text) }
        }
        return names
    }

    /// The client's full name (option 39, RFC 4704; cold: it allocates).
    public func fullyQualifiedName(in bytes: RawSpan) -> OutsideText? {
        guard let value = first(39, in: bytes), value.count > 1 else { return nil }
        return DNSName.text(in: bytes, standingAlone: value.dropFirst())
    }

    /// The vendor classes that the client names (option 16; cold: it allocates).
    public func vendorClasses(in bytes: RawSpan) -> [OutsideText] {
        // An enterprise number comes first.
        guard let value = first(16, in: bytes), value.count > 4 else { return [] }
        return list(bytes, value.dropFirst(4))
    }

    /// The user classes that the client names (option 15; cold: it allocates).
    public func userClasses(in bytes: RawSpan) -> [OutsideText] {
        first(15, in: bytes).map { list(bytes, $0) } ?? []
    }

    /// Texts with two length bytes each.
    private func list(_ bytes: RawSpan, _ range: Range<Int>) -> [OutsideText] {
        var texts: [OutsideText] = []
        var at = range.lowerBound
        while at <= range.upperBound - 2 {
            let start = at &+ 2
            let next = start &+ Int(bytes.be16(at))
            guard next <= range.upperBound else { break }
            texts.append(OutsideText(in: bytes, start..<next))
            at = next
        }
        return texts
    }
}
