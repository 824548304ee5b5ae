internal import Wire

extension Mask {
    /// Shortest prefixes that tell a home rather than a provider: less is shared by thousands.
    private static let nearest = (v4: 16, v6: 32)

    /// The word for an address: one of the list, one that holds such a one, or one of its network.
    func word(for address: IPAddress) -> Word? {
        if let word = addresses[address] { return word }
        guard !shown.contains(address) else { return nil }
        if let network = networks.first(where: { $0.prefix.contains(address) }) {
            return network.word
        }
        guard !address.isIPv4 else { return nil }
        if let word = halves[address.low] ?? Mask.wrapped(in: address).firstWord(in: addresses) {
            return word
        }
        return homes.first { !$0.member.isIPv4 && $0.member.high == address.high }?.word
    }

    /// The word for a network that one of our own addresses lies in.
    func word(for prefix: IPPrefix) -> Word? {
        if let network = networks.first(where: { $0.prefix.contains(prefix) }) {
            return network.word
        }
        guard prefix.length >= (prefix.isIPv4 ? Mask.nearest.v4 : Mask.nearest.v6) else {
            return nil
        }
        return homes.first { prefix.contains($0.member) }?.word
    }

    /// The IPv4 addresses that an IPv6 address may spell out: NAT64 (RFC 6052), ISATAP (RFC 5214), 6to4
    /// (RFC 3056) and Teredo (RFC 4380).
    private static func wrapped(in address: IPAddress) -> [IPAddress] {
        var found: [IPAddress] = []
        let isTranslated = address.high == 0x0064_ff9b_0000_0000
        if isTranslated || address.low >> 32 & 0xfcff_ffff == 0x5efe {
            found.append(IPAddress(v4: address.v4))
        }
        if address.high >> 48 == 0x2002 {
            found.append(IPAddress(v4: UInt32(truncatingIfNeeded: address.high >> 16)))
        }
        if address.high >> 32 == 0x2001_0000 { found.append(IPAddress(v4: ~address.v4)) }
        return found
    }
}

extension [IPAddress] {
    /// The word of the first of them that has one.
    fileprivate func firstWord(in words: [IPAddress: Mask.Word]) -> Mask.Word? {
        lazy.compactMap { words[$0] }.first
    }
}
