/// What a record says, for writing it.
public enum DNSRecordValue: Hashable, Sendable {
    /// A or AAAA, by the address's family.
    case address(IPAddress)
    /// NS: a server of the zone.
    case nameServer(DNSWireName)
    /// TXT: strings of at most 255 bytes each; what is longer is cut.
    case text([[UInt8]])
    /// SOA: where the zone begins.
    case authority(DNSAuthority)
    /// OPT: the sender's largest datagram, and options (RFC 6891, 6.1).
    case options(largestDatagram: UInt16, [DNSOption])

    /// The number of the record's type.
    public var type: UInt16 {
        switch self {
        case .address(let address): address.isIPv4 ? DNSType.a : DNSType.aaaa
        case .nameServer: DNSType.ns
        case .text: DNSType.txt
        case .authority: DNSType.soa
        case .options: DNSType.opt
        }
    }

    /// The class field: IN, in OPT the size.
    var `class`: UInt16 {
        if case .options(let size, _) = self { return size }
        return 1
    }
}

/// Numbers of record types (RFC 1035, 3.2.2; RFC 3596; RFC 6891).
public enum DNSType {
    /// An IPv4 address.
    public static let a: UInt16 = 1
    /// A name server.
    public static let ns: UInt16 = 2
    /// The start of a zone.
    public static let soa: UInt16 = 6
    /// A name that an address or a service leads to.
    public static let ptr: UInt16 = 12
    /// Text.
    public static let txt: UInt16 = 16
    /// An IPv6 address.
    public static let aaaa: UInt16 = 28
    /// EDNS.
    public static let opt: UInt16 = 41
    /// A service binding (RFC 9460).
    public static let svcb: UInt16 = 64
    /// The same for HTTPS.
    public static let https: UInt16 = 65
    /// Whatever there is.
    public static let any: UInt16 = 255
}

/// The data of an SOA record (RFC 1035, 3.3.13); times in seconds.
public struct DNSAuthority: Hashable, Sendable {
    /// The server that the zone is written on.
    public let primary: DNSWireName
    /// The mailbox of who is responsible, the first label before the at sign.
    public let mailbox: DNSWireName
    /// The zone's version.
    public let serial: UInt32
    /// When a second server looks again.
    public let refresh: UInt32
    /// When it looks again after a failure.
    public let retry: UInt32
    /// When it gives up.
    public let expire: UInt32
    /// How long "there is no such name" may be kept (RFC 2308, 4).
    public let minimum: UInt32

    /// The start of a zone of which nothing shall be kept for longer than `seconds`.
    public init(primary: DNSWireName, mailbox: DNSWireName, serial: UInt32, seconds: UInt32) {
        self.primary = primary
        self.mailbox = mailbox
        self.serial = serial
        refresh = seconds
        retry = seconds
        expire = seconds
        minimum = seconds
    }
}

/// One EDNS option (RFC 6891, 6.1.2).
public struct DNSOption: Hashable, Sendable {
    /// What it is: 8 is the client subnet.
    public let code: UInt16
    /// Its data.
    public let value: [UInt8]

    /// An option with any data.
    public init(code: UInt16, value: [UInt8]) {
        self.code = code
        self.value = value
    }

    /// The client subnet (RFC 7871, 6).
    public init(_ subnet: DNSClientSubnet) {
        let address = subnet.address
        let bytes =
            address.isIPv4
            ? FrameBuilder.bytes(address.v4)
            : FrameBuilder.bytes(address.high) + FrameBuilder.bytes(address.low)
        let family: UInt8 = address.isIPv4 ? 1 : 2
        self.init(
            code: 8,
            value: [0, family, subnet.sourcePrefix, subnet.scopePrefix]
                + bytes.prefix((Int(subnet.sourcePrefix) + 7) / 8))
    }
}
