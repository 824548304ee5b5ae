extension DNSName {
    /// Whether only the local network can answer this name usefully, so that asking a stranger for
    /// it tells about that network.
    ///
    /// True for names of one label, for `wpad…` and `isatap…`, and for the reverse names of private
    /// and link-local addresses: RFC 1918, 100.64.0.0/10, 169.254.0.0/16, fc00::/7, fe80::/10
    /// (RFC 6303), names of services below them included. Names cut short (`168.192.in-addr.arpa`)
    /// count when what is left suffices to tell.
    @inline(never) public static func isLocalName(in bytes: RawSpan, at offset: Int) -> Bool {
        guard let tail = DNSNameTail(in: bytes, at: offset) else { return false }
        if tail.count == 1 { return true }
        if firstLabel(in: bytes, at: offset, startsWith: "wpad")
            || firstLabel(in: bytes, at: offset, startsWith: "isatap")
        {
            return true
        }
        guard tail.label(0, in: bytes, equals: "arpa") else { return false }
        if tail.label(1, in: bytes, equals: "in-addr") { return isPrivateV4(tail, bytes) }
        if tail.label(1, in: bytes, equals: "ip6") { return isLocalV6(tail, bytes) }
        return false
    }

    /// Whether the name ends in a domain that is reserved or used for private names, which no public
    /// resolver serves (RFC 6761, 6762, 7686, 8375, 9476; the others by habit).
    @inline(never) public static func isSpecialUseName(in bytes: RawSpan, at offset: Int) -> Bool {
        guard let tail = DNSNameTail(in: bytes, at: offset), tail.count > 0 else { return false }
        return tail.label(0, in: bytes, equals: "arpa")
            || tail.label(0, in: bytes, equals: "local")
            || tail.label(0, in: bytes, equals: "lan")
            || tail.label(0, in: bytes, equals: "home")
            || tail.label(0, in: bytes, equals: "internal")
            || tail.label(0, in: bytes, equals: "localdomain")
            || tail.label(0, in: bytes, equals: "localhost")
            || tail.label(0, in: bytes, equals: "onion")
            || tail.label(0, in: bytes, equals: "corp")
            || tail.label(0, in: bytes, equals: "intranet")
            || tail.label(0, in: bytes, equals: "private")
            || tail.label(0, in: bytes, equals: "alt")
            || tail.label(0, in: bytes, equals: "test")
            || tail.label(0, in: bytes, equals: "invalid")
            || tail.label(0, in: bytes, equals: "example")
    }

    private static func isPrivateV4(_ tail: DNSNameTail, _ bytes: RawSpan) -> Bool {
        guard let first = tail.octet(2, in: bytes) else { return false }
        if first == 10 { return true }
        guard let second = tail.octet(3, in: bytes) else { return false }
        return switch first {
        case 192: second == 168
        case 172: 16...31 ~= second
        case 100: 64...127 ~= second
        case 169: second == 254
        default: false
        }
    }

    private static func isLocalV6(_ tail: DNSNameTail, _ bytes: RawSpan) -> Bool {
        guard tail.nibble(2, in: bytes) == 0xf, let second = tail.nibble(3, in: bytes) else {
            return false
        }
        if second == 0xc || second == 0xd { return true }
        guard second == 0xe, let third = tail.nibble(4, in: bytes) else { return false }
        return 0x8...0xb ~= third
    }
}

/// Where the last labels of a name stand: all that scope rules look at.
struct DNSNameTail {
    /// How many labels the name has.
    private(set) var count = 0
    /// The last labels as `offset << 8 | length`, in a ring. Five are needed: arpa, ip6 and three
    /// nibbles; eight make the index a mask.
    private var ring = InlineArray<8, UInt32>(repeating: 0)

    init?(in bytes: RawSpan, at offset: Int) {
        var labels = DNSLabels(at: offset)
        while let label = labels.next(in: bytes) {
            guard let start = UInt32(exactly: label.lowerBound), start < 1 << 24 else { return nil }
            ring[count & 7] = start << 8 | UInt32(label.count)
            count += 1
        }
        if labels.isMalformed { return nil }
    }

    /// Label `index` counted from the end (0 is the top-level domain, at most 7).
    private func range(_ index: Int) -> Range<Int>? {
        guard index < min(count, 8) else { return nil }
        let packed = ring[(count &- 1 &- index) & 7]
        let start = Int(packed >> 8)
        return start..<start &+ Int(packed & 255)
    }

    func label(_ index: Int, in bytes: RawSpan, equals text: StaticString) -> Bool {
        guard let label = range(index), label.count == text.utf8CodeUnitCount else { return false }
        return DNSName.matches(bytes, from: label.lowerBound, text, skipping: 0)
    }

    func octet(_ index: Int, in bytes: RawSpan) -> Int? {
        guard let label = range(index), 1...3 ~= label.count else { return nil }
        var value = 0
        for at in label {
            guard let digit = decimalDigit(bytes.u8(at)) else { return nil }
            value = value * 10 + Int(digit)
        }
        return value
    }

    func nibble(_ index: Int, in bytes: RawSpan) -> UInt8? {
        guard let label = range(index), label.count == 1 else { return nil }
        return hexadecimalDigit(bytes.u8(label.lowerBound))
    }
}
