/// A network: an address and how many of its leading bits count.
@frozen public struct IPPrefix: Hashable, Sendable {
    /// The first address of the network; bits beyond `length` are zero.
    public let address: IPAddress
    /// Leading bits that count: 0 to 32 for IPv4, 0 to 128 for IPv6.
    public let length: UInt8

    /// The network that `address` belongs to; nil if the length does not fit its family.
    public init?(_ address: IPAddress, length: Int) {
        guard (0...(address.isIPv4 ? 32 : 128)).contains(length) else { return nil }
        self.length = UInt8(length)
        let mask = IPPrefix.mask(address.isIPv4 ? 96 &+ UInt64(length) : UInt64(length))
        self.address = IPAddress(high: address.high & mask.high, low: address.low & mask.low)
    }

    /// The network of this one address: a /32 or a /128.
    public init(host address: IPAddress) {
        self.address = address
        self.length = address.isIPv4 ? 32 : 128
    }

    /// Every IPv4 address, 0.0.0.0/0.
    public static let everyIPv4 = IPPrefix(first: IPAddress(v4: 0), length: 0)
    /// Every IPv6 address, ::/0.
    public static let everyIPv6 = IPPrefix(first: .unspecified, length: 0)

    /// A network from its first address.
    private init(first: IPAddress, length: UInt8) {
        address = first
        self.length = length
    }

    /// Whether this is a network of IPv4 addresses.
    @inlinable @inline(__always) public var isIPv4: Bool { address.isIPv4 }

    /// Whether an address lies in this network; never across families, so `::/0` has no IPv4.
    @inlinable @inline(__always) public func contains(_ other: IPAddress) -> Bool {
        guard other.isIPv4 == isIPv4 else { return false }
        let mask = IPPrefix.mask(isIPv4 ? 96 &+ UInt64(length) : UInt64(length))
        return other.high & mask.high == address.high && other.low & mask.low == address.low
    }

    /// Whether every address of another network lies in this one.
    public func contains(_ other: IPPrefix) -> Bool {
        other.length >= length && contains(other.address)
    }

    /// Ones in the first `bits` (0 to 128) of 128 bits.
    @inlinable @inline(__always) static func mask(_ bits: UInt64) -> IPAddress {
        // Swift's `<<` by 64 or more is zero, not undefined.
        let ones = UInt64.max
        return bits <= 64
            ? IPAddress(high: ones << (64 &- bits), low: 0)
            : IPAddress(high: ones, low: ones << (128 &- bits))
    }
}

extension IPPrefix: CustomStringConvertible, LosslessStringConvertible {
    /// Reads `address/length`, or a bare address as the network of that one host.
    ///
    /// Bits beyond the length are dropped: `192.0.2.7/24` reads as `192.0.2.0/24`. A length beside
    /// an IPv4 address in IPv6 notation counts all 128 bits: `::ffff:192.0.2.0/120` is a /24.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let address = IPAddress(String(first)) else { return nil }
        guard parts.count == 2 else {
            self.init(host: address)
            return
        }
        let digits = parts[1].utf8
        guard (1...3).contains(digits.count), digits.allSatisfy({ decimalDigit($0) != nil }),
            let length = Int(parts[1])
        else { return nil }
        let mapped = address.isIPv4 && first.utf8.contains(UInt8(ascii: ":"))
        self.init(address, length: mapped ? length - 96 : length)
    }

    /// The network as `address/length`.
    public var description: String { "\(address)/\(length)" }
}
