/// A neighbour solicitation, neighbour advertisement or redirect (RFC 4861, 4.3 to 4.5).
public struct NeighbourMessage: Hashable, Sendable {
    /// The ICMPv6 type: 135, 136 or 137.
    public let type: UInt8
    /// The address asked for or told about; in a redirect the better first hop.
    public let target: IPAddress
    /// The destination that a redirect is about.
    public let destination: IPAddress?

    /// Where the options stand.
    private var optionsOffset: Int { type == ICMPv6Type.redirect ? 40 : 24 }

    /// Reads the fixed part of an ICMPv6 message; nil if it is cut or of another type.
    @inline(never) public init?(_ icmp: RawSpan) {
        guard icmp.byteCount >= 24, 135...137 ~= icmp.u8(0), icmp.u8(1) == 0 else { return nil }
        type = icmp.u8(0)
        target = IPAddress(v6In: icmp, at: 8)
        if type == ICMPv6Type.redirect {
            guard icmp.byteCount >= 40 else { return nil }
            destination = IPAddress(v6In: icmp, at: 24)
        } else {
            destination = nil
        }
    }

    /// Calls `visit` with each option; false if one is malformed or cut.
    @discardableResult public func visitOptions(
        in icmp: RawSpan, _ visit: (NDPOption) -> Void
    ) -> Bool {
        NDPOption.visit(in: icmp, from: optionsOffset, visit)
    }
}
