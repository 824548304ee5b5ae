internal import Wire

/// What is written with colons.
extension Mask {
    /// Longest text of an address: `0000:…:255.255.255.255`.
    private static let longest = 45

    /// IPv6 addresses, networks and their lower halves, and MAC addresses.
    func colons(in bytes: [UInt8]) -> [Match] {
        var matches: [Match] = []
        var at = 0
        while at < bytes.count {
            guard Mask.isPart(bytes[at]) else {
                at += 1
                continue
            }
            let start = at
            var colons = 0
            while at < bytes.count, Mask.isPart(bytes[at]) {
                if bytes[at] == UInt8(ascii: ":") { colons += 1 }
                at += 1
            }
            if colons > 1 { matches += run(start..<at, in: bytes) }
        }
        return matches
    }

    private static func isPart(_ byte: UInt8) -> Bool {
        isHexadecimal(byte) || byte == UInt8(ascii: ":") || byte == UInt8(ascii: ".")
    }

    /// What is masked of a run of digits, colons and dots.
    private func run(_ run: Range<Int>, in bytes: [UInt8]) -> [Match] {
        let run = Mask.trimmed(run, in: bytes)
        let fields = Mask.fields(of: run, in: bytes)
        let found = pairs(among: fields, in: bytes)
        guard found.isEmpty else { return found }
        if let address = Mask.address(run, in: bytes) {
            let word = self.word(for: address) ?? self.word(forNetworkOf: address, run, bytes)
            return word.map { [(run, $0)] } ?? []
        }
        // It is no address as a whole, so one may stand in it with something before or behind.
        var matches: [Match] = []
        var first = 0
        while first < fields.count {
            if let (match, count) = longest(from: first, of: fields, in: bytes) {
                matches.append(match)
                first += count
            } else {
                first += 1
            }
        }
        return matches
    }

    /// Without the full stop and the colon of a sentence, and what is left of a word in front.
    private static func trimmed(_ run: Range<Int>, in bytes: [UInt8]) -> Range<Int> {
        let (dot, colon) = (UInt8(ascii: "."), UInt8(ascii: ":"))
        var (start, end) = (run.lowerBound, run.upperBound)
        if start > 0, isLetter(bytes[start - 1]) {
            while start < end, bytes[start] != colon { start += 1 }
        }
        while end > start, bytes[end - 1] == dot { end -= 1 }
        if end - start > 1, bytes[end - 1] == colon, bytes[end - 2] != colon { end -= 1 }
        if end - start > 1, bytes[start] == colon, bytes[start + 1] != colon { start += 1 }
        return start..<end
    }

    private static func fields(of run: Range<Int>, in bytes: [UInt8]) -> [Range<Int>] {
        var fields: [Range<Int>] = []
        var start = run.lowerBound
        for at in run where bytes[at] == UInt8(ascii: ":") {
            fields.append(start..<at)
            start = at + 1
        }
        return fields + [start..<run.upperBound]
    }

    private static func address(_ range: Range<Int>, in bytes: [UInt8]) -> IPAddress? {
        range.count > longest ? nil : IPAddress(String(decoding: bytes[range], as: UTF8.self))
    }

    /// MAC addresses: six fields of one or two digits.
    private func pairs(among fields: [Range<Int>], in bytes: [UInt8]) -> [Match] {
        Mask.windows(fields, of: 6).compactMap { window, range in
            guard window.allSatisfy({ 1...2 ~= $0.count }) else { return nil }
            let value = window.reduce(UInt64(0)) { $0 << 8 | Mask.number(bytes[$1]) }
            return stations[value].map { (range, $0) }
        }
    }

    /// The longest identifier that begins with a field, and how many fields it has.
    private func longest(
        from first: Int, of fields: [Range<Int>], in bytes: [UInt8]
    ) -> (Match, Int)? {
        let most = min(9, fields.count - first)
        guard most >= 3 else { return nil }
        for count in (3...most).reversed() {
            let range = fields[first].lowerBound..<fields[first + count - 1].upperBound
            if let address = Mask.address(range, in: bytes), let word = word(for: address) {
                return ((range, word), count)
            }
        }
        let half = fields[first..<first + min(4, most)]
        guard half.count == 4, half.allSatisfy({ 1...4 ~= $0.count }) else { return nil }
        let value = half.reduce(UInt64(0)) { $0 << 16 | Mask.number(bytes[$1]) }
        return halves[value].map { word in
            ((fields[first].lowerBound..<fields[first + 3].upperBound, word), 4)
        }
    }

    /// What hexadecimal digits come to; a dot counts for nothing.
    private static func number(_ digits: ArraySlice<UInt8>) -> UInt64 {
        digits.reduce(0) { $0 << 4 | (digit($1) ?? 0) }
    }
}
