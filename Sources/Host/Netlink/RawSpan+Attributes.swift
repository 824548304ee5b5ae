internal import Wire

/// Values of netlink attributes; nil where the length does not fit.
extension RawSpan {
    /// A 32-bit number.
    func number(_ payload: Range<Int>) -> UInt32? {
        payload.count == 4 ? host32(payload.lowerBound) : nil
    }

    /// An address of the size that its family has.
    func address(_ payload: Range<Int>) -> IPAddress? {
        switch payload.count {
        case 4: IPAddress(v4In: self, at: payload.lowerBound)
        case 16: IPAddress(v6In: self, at: payload.lowerBound)
        default: nil
        }
    }

    /// The network of an address and a length that counts the bits of `family`.
    func network(_ payload: Range<Int>, length: UInt8, family: IPFamily) -> IPPrefix? {
        guard payload.count == family.size, let address = address(payload) else { return nil }
        // An IPv4 address written as IPv6 has 96 bits more.
        let isMapped = family == .ipv6 && address.isIPv4
        return IPPrefix(address, length: isMapped ? Int(length) - 96 : Int(length))
    }

    /// A text without the zero byte at its end.
    func text(_ payload: Range<Int>) -> OutsideText {
        let end = payload.first { u8($0) == 0 } ?? payload.upperBound
        return OutsideText(in: self, payload.lowerBound..<end)
    }
}
