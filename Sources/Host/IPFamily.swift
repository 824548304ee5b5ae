internal import Glibc
public import Wire

/// One of the two versions of IP.
public enum IPFamily: String, CaseIterable, Codable, Sendable {
    /// IPv4.
    case ipv4
    /// IPv6.
    case ipv6

    /// The family of an address.
    public init(of address: IPAddress) { self = address.isIPv4 ? .ipv4 : .ipv6 }

    /// The family that the kernel has this number for.
    init?(number: UInt8) {
        switch Int32(number) {
        case AF_INET: self = .ipv4
        case AF_INET6: self = .ipv6
        default: return nil
        }
    }

    /// The kernel's number.
    var number: UInt8 { UInt8(truncatingIfNeeded: self == .ipv4 ? AF_INET : AF_INET6) }

    /// Bytes of an address.
    var size: Int { self == .ipv4 ? 4 : 16 }

    /// Every address of the family.
    public var everything: IPPrefix {
        self == .ipv4 ? IPPrefix.everyIPv4 : IPPrefix.everyIPv6
    }
}
