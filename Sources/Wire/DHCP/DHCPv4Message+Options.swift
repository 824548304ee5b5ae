extension DHCPv4Message {
    /// What a DHCP message is for (RFC 2132, 9.6).
    public enum Kind: UInt8, Sendable {
        /// Seeks servers.
        case discover = 1
        /// Offers a lease.
        case offer
        /// Asks for a lease.
        case request
        /// Turns an address down.
        case decline
        /// Grants a lease.
        case acknowledge
        /// Refuses a lease.
        case refuse
        /// Gives a lease back.
        case release
        /// Asks for settings without a lease.
        case inform
    }

    /// What the message is for; nil if it does not say.
    public func kind(in bytes: RawSpan) -> Kind? {
        guard let value = first(DHCPv4Option.messageType, in: bytes), value.count == 1 else {
            return nil
        }
        return Kind(rawValue: bytes.u8(value.lowerBound))
    }

    /// The value of the first option with this code.
    public func first(_ code: UInt8, in bytes: RawSpan) -> Range<Int>? {
        var found: Range<Int>?
        visitOptions(in: bytes) { option, value in
            if option == code, found == nil { found = value }
        }
        return found
    }

    /// The subnet mask, as an address.
    public func subnetMask(in bytes: RawSpan) -> IPAddress? {
        guard let value = first(DHCPv4Option.subnetMask, in: bytes), value.count == 4 else {
            return nil
        }
        return IPAddress(v4In: bytes, at: value.lowerBound)
    }

    /// Calls `visit` with each address of an option that lists addresses: routers, name servers,
    /// time servers.
    public func visitAddresses(
        of code: UInt8, in bytes: RawSpan, _ visit: (IPAddress) -> Void
    ) {
        visitOptions(in: bytes) { option, value in
            guard option == code else { return }
            var at = value.lowerBound
            while at <= value.upperBound - 4 {
                visit(IPAddress(v4In: bytes, at: at))
                at = at &+ 4
            }
        }
    }

    /// The text of an option, final NULs left out: host name, domain name, vendor class (cold: it
    /// allocates).
    public func text(of code: UInt8, in bytes: RawSpan) -> OutsideText? {
        guard var value = first(code, in: bytes) else { return nil }
        while let last = value.last, bytes.u8(last) == 0 {
            value = value.dropLast()
        }
        return value.isEmpty ? nil : OutsideText(in: bytes, value)
    }

    /// The name of option 81, whether as a DNS name or in the old ASCII form (cold: it allocates).
    public func fullyQualifiedName(in bytes: RawSpan) -> OutsideText? {
        guard let value = first(DHCPv4Option.fullyQualifiedName, in: bytes), value.count > 3 else {
            return nil
        }
        let name = value.lowerBound &+ 3..<value.upperBound
        // The E bit says that the name is in DNS form (RFC 4702, 2.1).
        guard bytes.u8(value.lowerBound) & 4 != 0 else { return OutsideText(in: bytes, name) }
        return DNSName.text(in: bytes, standingAlone: name)
    }

    /// The Ethernet address in the client identifier, if it has type 1.
    public func identifiedHardware(in bytes: RawSpan) -> MACAddress? {
        guard let value = first(DHCPv4Option.clientIdentifier, in: bytes), value.count == 7,
            bytes.u8(value.lowerBound) == 1
        else { return nil }
        return MACAddress(in: bytes, at: value.lowerBound &+ 1)
    }
}

extension DNSName {
    /// A name in DNS form that fills a range of its own, uncompressed; the final root may be
    /// missing, as it does in partial names (cold: it allocates).
    static func text(in bytes: RawSpan, standingAlone range: Range<Int>) -> OutsideText? {
        let copy = [UInt8](bytes, range) + [0]
        let span = unsafe copy.span.bytes
        return text(in: span, at: 0)
    }

    /// Calls `visit` with the range of each uncompressed name in a list; padding is skipped.
    static func visitList(in bytes: RawSpan, _ range: Range<Int>, _ visit: (Range<Int>) -> Void) {
        let range = range.clamped(to: 0..<bytes.byteCount)
        var at = range.lowerBound
        var start = at
        while at < range.upperBound {
            let length = Int(bytes.u8(at))
            at = at &+ 1 &+ length
            guard length < 64, at <= range.upperBound else { return }
            if length == 0 {
                if at - start > 1 { visit(start..<at) }
                start = at
            }
        }
    }
}
