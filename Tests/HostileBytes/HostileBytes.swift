/// What `body` makes of these bytes.
public func read<Result>(_ bytes: [UInt8], _ body: (RawSpan) -> Result) -> Result {
    unsafe body(bytes.span.bytes)
}

/// Calls `body` with every proper beginning of the bytes and with each byte set to 0 and 255: a
/// total parser survives all of them.
public func harass(_ bytes: [UInt8], _ body: (RawSpan) -> Void) {
    for length in 0..<bytes.count {
        let start = Array(bytes[..<length])
        unsafe body(start.span.bytes)
    }
    for index in bytes.indices {
        for value: UInt8 in [0, 1, 127, 128, 255] {
            var changed = bytes
            changed[index] = value
            unsafe body(changed.span.bytes)
        }
    }
}

/// Random-looking bytes that are the same in every run (SplitMix64).
public func noise(_ count: Int, seed: UInt64) -> [UInt8] {
    var state = seed
    return (0..<count).map { _ in
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return UInt8(truncatingIfNeeded: z ^ (z >> 31))
    }
}
