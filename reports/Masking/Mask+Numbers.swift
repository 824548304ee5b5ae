internal import Wire

/// Addresses in a text.
extension Mask {
    /// Where a text has an address, a network or a MAC address that is masked.
    func matches(in bytes: [UInt8]) -> [Match] {
        guard !addresses.isEmpty || !stations.isEmpty || !networks.isEmpty else { return [] }
        return decimal(in: bytes) + colons(in: bytes) + reverse(in: bytes) + hyphens(in: bytes)
            + bare(in: bytes)
    }

    /// IPv4 addresses: four numbers with dots or hyphens between them, the other way round in names for
    /// reverse look-ups; with a length behind them also networks.
    private func decimal(in bytes: [UInt8]) -> [Match] {
        let runs = Mask.runs(in: bytes, of: Mask.isDigit, between: [".", "-"])
        return runs.flatMap { groups -> [Match] in
            Mask.windows(groups, of: 4).compactMap { window, range in
                let octets = window.compactMap { Mask.octet(bytes[$0]) }
                guard octets.count == 4 else { return nil }
                let isReverse = Mask.follows(".in-addr.arpa", range.upperBound, in: bytes)
                let value = (isReverse ? octets.reversed() : octets).reduce(UInt32(0)) {
                    $0 << 8 | UInt32($1)
                }
                let address = IPAddress(v4: value)
                let word = self.word(for: address) ?? self.word(forNetworkOf: address, range, bytes)
                return word.map { (range, $0) }
            }
        }
    }

    /// The word for a network, where a length stands behind its first address.
    func word(forNetworkOf address: IPAddress, _ range: Range<Int>, _ bytes: [UInt8]) -> Word? {
        guard range.upperBound < bytes.count, bytes[range.upperBound] == UInt8(ascii: "/") else {
            return nil
        }
        let digits = bytes[(range.upperBound + 1)...].prefix(while: Mask.isDigit)
        guard let length = Int(String(decoding: digits.prefix(3), as: UTF8.self)) else {
            return nil
        }
        return IPPrefix(address, length: length).flatMap(word(for:))
    }

    /// IPv6 addresses in names for reverse look-ups: 32 digits, the last one first.
    private func reverse(in bytes: [UInt8]) -> [Match] {
        bytes.indices.compactMap { end in
            guard Mask.follows(".ip6.arpa", end, in: bytes) else { return nil }
            var start = end
            var (high, low, count) = (UInt64(0), UInt64(0), 0)
            while count < 32, start > 0, let digit = Mask.digit(bytes[start - 1]) {
                if count < 16 { high = high << 4 | digit } else { low = low << 4 | digit }
                count += 1
                start -= 1
                guard count < 32, start > 0, bytes[start - 1] == UInt8(ascii: ".") else { break }
                start -= 1
            }
            guard count >= 16 else { return nil }
            // Less than all digits is the name of a network.
            let rest = UInt64(32 - count) * 4
            return word(for: IPAddress(high: high, low: low << rest)).map { (start..<end, $0) }
        }
    }

    /// MAC addresses with hyphens, or with dots between three parts.
    private func hyphens(in bytes: [UInt8]) -> [Match] {
        grouped(in: bytes, of: 6, with: 2, between: "-")
            + grouped(in: bytes, of: 3, with: 4, between: ".")
    }

    /// MAC addresses of so many groups with so many digits each.
    private func grouped(
        in bytes: [UInt8], of count: Int, with digits: Int, between separator: Unicode.Scalar
    ) -> [Match] {
        let runs = Mask.runs(in: bytes, of: Mask.isHexadecimal, between: [separator])
        return runs.flatMap { groups -> [Match] in
            Mask.windows(groups, of: count).compactMap { window, range in
                guard window.allSatisfy({ $0.count == digits }) else { return nil }
                let value = window.flatMap { bytes[$0] }.reduce(UInt64(0)) {
                    $0 << 4 | (Mask.digit($1) ?? 0)
                }
                return stations[value].map { (range, $0) }
            }
        }
    }

    /// MAC addresses among digits without anything between them, as identifiers of DHCP are written.
    private func bare(in bytes: [UInt8]) -> [Match] {
        var matches: [Match] = []
        var (value, count) = (UInt64(0), 0)
        for (at, byte) in bytes.enumerated() {
            guard let digit = Mask.digit(byte) else {
                count = 0
                continue
            }
            value = (value << 4 | digit) & 0xffff_ffff_ffff
            count += 1
            if count >= 12, let word = stations[value] { matches.append((at - 11..<at + 1, word)) }
        }
        return matches
    }
}

extension Mask {
    /// Runs of groups of such bytes, with one and the same separator between them.
    static func runs(
        in bytes: [UInt8], of isPart: (UInt8) -> Bool, between separators: [Unicode.Scalar]
    ) -> [[Range<Int>]] {
        let separators = separators.map { UInt8(ascii: $0) }
        var runs: [[Range<Int>]] = []
        var run: [Range<Int>] = []
        var separator: UInt8?
        var at = 0
        while at < bytes.count {
            guard isPart(bytes[at]) else {
                at += 1
                continue
            }
            let start = at
            while at < bytes.count, isPart(bytes[at]) { at += 1 }
            let before = start > 0 ? bytes[start - 1] : 0
            let isNext = run.last.map { $0.upperBound + 1 == start } ?? false
            if isNext, separators.contains(before), separator ?? before == before {
                separator = before
            } else {
                if run.count > 1 { runs.append(run) }
                run = []
                separator = nil
            }
            run.append(start..<at)
        }
        return run.count > 1 ? runs + [run] : runs
    }

    /// All stretches of so many groups, and where they stand.
    static func windows(
        _ groups: [Range<Int>], of count: Int
    ) -> some Sequence<(groups: ArraySlice<Range<Int>>, range: Range<Int>)> {
        (0..<max(0, groups.count - count + 1)).lazy.map { first in
            let last = groups[first + count - 1]
            return (groups[first..<first + count], groups[first].lowerBound..<last.upperBound)
        }
    }

    /// Whether a text goes on so, in letters of any case.
    static func follows(_ text: String, _ at: Int, in bytes: [UInt8]) -> Bool {
        bytes.count - at >= text.utf8.count
            && zip(text.utf8, bytes[at...]).allSatisfy { $0 == small($1) }
    }

    /// A number from 0 to 255, leading zeros and all.
    private static func octet(_ digits: ArraySlice<UInt8>) -> UInt8? {
        digits.count <= 3 ? UInt8(String(decoding: digits, as: UTF8.self)) : nil
    }

    static func digit(_ byte: UInt8) -> UInt64? {
        isDigit(byte)
            ? UInt64(byte &- UInt8(ascii: "0"))
            : isHexadecimal(byte) ? UInt64(small(byte) &- UInt8(ascii: "a") + 10) : nil
    }
}
