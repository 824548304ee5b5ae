/// A 48-bit link-layer address.
@frozen public struct MACAddress: Hashable, Sendable {
    /// The address in the low 48 bits, first byte most significant; the rest is zero.
    public let value: UInt64

    /// An address from the low 48 bits of a number.
    @inlinable @inline(__always) public init(_ value: UInt64) {
        self.value = value & 0xffff_ffff_ffff
    }

    /// The address in the six bytes at `offset`; the caller has checked that they are there.
    @inlinable @inline(__always) public init(in bytes: RawSpan, at offset: Int) {
        self.init(UInt64(bytes.be32(offset)) << 16 | UInt64(bytes.be16(offset &+ 4)))
    }

    /// Whether this is a group address (I/G bit).
    @inlinable public var isMulticast: Bool { value & 0x0100_0000_0000 != 0 }

    /// Whether this address was made up locally rather than by the maker (U/L bit), as random ones
    /// are.
    @inlinable public var isLocallyAdministered: Bool { value & 0x0200_0000_0000 != 0 }

    /// The modified EUI-64 interface identifier of this address (RFC 4291, appendix A).
    @inlinable public var interfaceIdentifier: UInt64 {
        let flipped = value ^ 0x0200_0000_0000
        return (flipped >> 24) << 40 | 0xff_fe00_0000 | flipped & 0xff_ffff
    }

    /// Whether the last 64 bits of an IPv6 address are this address as EUI-64, whatever its scope.
    @inlinable public func isEmbedded(in address: IPAddress) -> Bool {
        !address.isIPv4 && address.low == interfaceIdentifier
    }
}

extension IPAddress {
    /// The link-layer address that an IPv6 address spells out as EUI-64 in its last 64 bits, if any.
    ///
    /// One random identifier in 65 536 looks like one, so a match with a known address says more.
    public var embeddedMAC: MACAddress? {
        guard !isIPv4, low >> 24 & 0xffff == 0xfffe else { return nil }
        return MACAddress(((low >> 40) << 24 | low & 0xff_ffff) ^ 0x0200_0000_0000)
    }
}

extension MACAddress: CustomStringConvertible, LosslessStringConvertible {
    /// Reads six pairs of hexadecimal digits, all joined by `:` or all by `-`.
    public init?(_ text: String) {
        var value: UInt64 = 0
        var count = 0
        var separator: UInt8?
        for byte in text.utf8 {
            guard count < 17 else { return nil }
            if count % 3 == 2 {
                guard byte == UInt8(ascii: ":") || byte == UInt8(ascii: "-"),
                    separator == nil || separator == byte
                else { return nil }
                separator = byte
            } else {
                guard let digit = hexadecimalDigit(byte) else { return nil }
                value = value << 4 | UInt64(digit)
            }
            count += 1
        }
        guard count == 17 else { return nil }
        self.init(value)
    }

    /// The address as `02:00:5e:10:00:01`.
    public var description: String {
        var text = ""
        for shift in stride(from: UInt64(40), through: 0, by: -8) {
            let byte = value >> shift & 255
            if byte < 16 { text += "0" }
            text += String(byte, radix: 16)
            if shift > 0 { text += ":" }
        }
        return text
    }
}
