/// The fixed part of a DHCP message for IPv4 (RFC 2131, 2), with its magic cookie checked.
public struct DHCPv4Message: Hashable, Sendable {
    /// Bytes before the options: the BOOTP header and the magic cookie.
    public static let headerLength = 240
    /// The number that announces options in DHCP form (RFC 2131, 3).
    public static let magicCookie: UInt32 = 0x6382_5363

    /// Whether the message claims to come from a server or relay (BOOTREPLY).
    public let isReply: Bool
    /// The transaction identifier.
    public let transaction: UInt32
    /// The client's present address; 0.0.0.0 if it has none.
    public let clientAddress: IPAddress
    /// The address that the server offers or grants; 0.0.0.0 if none.
    public let offeredAddress: IPAddress
    /// The relay's address; 0.0.0.0 if none.
    public let relayAddress: IPAddress
    /// The client's Ethernet address; nil for other kinds of hardware.
    public let hardwareAddress: MACAddress?

    /// Reads the fixed part; nil if it is cut or is no DHCP message.
    @inline(never) public init?(_ bytes: RawSpan) {
        guard bytes.byteCount >= DHCPv4Message.headerLength,
            1...2 ~= bytes.u8(0), bytes.u8(2) <= 16,
            bytes.be32(236) == DHCPv4Message.magicCookie
        else { return nil }
        isReply = bytes.u8(0) == 2
        transaction = bytes.be32(4)
        clientAddress = IPAddress(v4In: bytes, at: 12)
        offeredAddress = IPAddress(v4In: bytes, at: 16)
        relayAddress = IPAddress(v4In: bytes, at: 24)
        let isEthernet = bytes.u8(1) == 1 && bytes.u8(2) == 6
        hardwareAddress = isEthernet ? MACAddress(in: bytes, at: 28) : nil
    }

    /// Calls `visit` with the code and value of each option, those in the overloaded "file" and
    /// "sname" fields included (RFC 2131, 4.1). A malformed field ends at its malformed option.
    @inline(never) public func visitOptions(
        in bytes: RawSpan, _ visit: (UInt8, Range<Int>) -> Void
    ) {
        var overload: UInt8 = 0
        walk(bytes, DHCPv4Message.headerLength..<bytes.byteCount) { code, value in
            if code == DHCPv4Option.overload, value.count == 1 {
                overload = bytes.u8(value.lowerBound)
            }
            visit(code, value)
        }
        if overload & 1 != 0 { walk(bytes, 108..<236, visit) }
        if overload & 2 != 0 { walk(bytes, 44..<108, visit) }
    }

    private func walk(
        _ bytes: RawSpan, _ field: Range<Int>, _ visit: (UInt8, Range<Int>) -> Void
    ) {
        var at = field.lowerBound
        let end = min(field.upperBound, bytes.byteCount)
        while at < end {
            let code = bytes.u8(at)
            at = at &+ 1
            if code == 0 { continue }  // Pad.
            if code == 255 { return }  // End.
            guard at < end else { return }
            let start = at &+ 1
            let next = start &+ Int(bytes.u8(at))
            guard next <= end else { return }
            visit(code, start..<next)
            at = next
        }
    }
}

/// Codes of the DHCP options that audits look at (RFC 2132 unless noted).
public enum DHCPv4Option {
    /// Subnet mask.
    public static let subnetMask: UInt8 = 1
    /// Default routers; ignored by clients that get `classlessRoutes` (RFC 3442).
    public static let routers: UInt8 = 3
    /// Resolvers.
    public static let nameServers: UInt8 = 6
    /// The client's host name.
    public static let hostName: UInt8 = 12
    /// The domain that short names are looked up in.
    public static let domainName: UInt8 = 15
    /// Static routes, by class.
    public static let staticRoutes: UInt8 = 33
    /// Time servers.
    public static let timeServers: UInt8 = 42
    /// Where more options hide: 1 the file field, 2 the sname field, 3 both.
    public static let overload: UInt8 = 52
    /// Message type.
    public static let messageType: UInt8 = 53
    /// The options that the client asks for: its order tells the operating system.
    public static let parameterRequestList: UInt8 = 55
    /// Vendor class, for example "MSFT 5.0".
    public static let vendorClass: UInt8 = 60
    /// Client identifier.
    public static let clientIdentifier: UInt8 = 61
    /// The client's full name (RFC 4702).
    public static let fullyQualifiedName: UInt8 = 81
    /// Routes with prefix lengths (RFC 3442).
    public static let classlessRoutes: UInt8 = 121
    /// The same under Microsoft's number.
    public static let microsoftRoutes: UInt8 = 249
}
