/// An encrypted resolver that a DHCP server designates (RFC 9463): where its addresses stand.
public struct DesignatedResolver: Hashable, Sendable {
    /// Where the addresses stand; empty where it is designated by its name alone.
    public let addresses: Range<Int>
    /// Whether they are IPv4 addresses.
    public let isIPv4: Bool

    /// Calls `visit` with each address.
    public func visitAddresses(in bytes: RawSpan, _ visit: (IPAddress) -> Void) {
        IPAddress.visit(in: bytes, addresses, isIPv4: isIPv4, visit)
    }
}

extension DHCPv4Message {
    /// Calls `visit` with each resolver of option 162 (RFC 9463, 5.1), up to a malformed one.
    public func visitDesignations(in bytes: RawSpan, _ visit: (DesignatedResolver) -> Void) {
        visitOptions(in: bytes) { code, value in
            guard code == 162 else { return }
            var at = value.lowerBound
            // Length of the instance, priority, length of the name, name, length of the addresses.
            while at <= value.upperBound - 5 {
                let end = at &+ 2 &+ Int(bytes.be16(at))
                let after = at &+ 5 &+ Int(bytes.u8(at &+ 4))
                guard end <= value.upperBound, after <= end else { return }
                var addresses = after..<after
                if after < end {
                    let last = after &+ 1 &+ Int(bytes.u8(after))
                    guard last <= end else { return }
                    addresses = after &+ 1..<last
                }
                visit(DesignatedResolver(addresses: addresses, isIPv4: true))
                at = end
            }
        }
    }
}

extension DHCPv6Message {
    /// Calls `visit` with the resolver of each option 144 (RFC 9463, 4.1) that is not malformed.
    public func visitDesignations(in bytes: RawSpan, _ visit: (DesignatedResolver) -> Void) {
        visitOptions(in: bytes) { code, value in
            // Priority, length of the name, name, length of the addresses.
            guard code == 144, value.count >= 4 else { return }
            let after = value.lowerBound &+ 4 &+ Int(bytes.be16(value.lowerBound &+ 2))
            guard after <= value.upperBound else { return }
            var addresses = after..<after
            if after <= value.upperBound - 2 {
                let last = after &+ 2 &+ Int(bytes.be16(after))
                guard last <= value.upperBound else { return }
                addresses = after &+ 2..<last
            }
            visit(DesignatedResolver(addresses: addresses, isIPv4: false))
        }
    }
}
