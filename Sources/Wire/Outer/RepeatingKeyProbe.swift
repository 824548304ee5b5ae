/// Finds a short key that was XORed over clear text again and again.
///
/// Two bytes that lie one period apart met the same key byte, so they are equal as often as bytes of
/// the clear text are: far more often than once in 256 (W. F. Friedman, The Index of Coincidence,
/// 1922).
public struct RepeatingKeyProbe: Sendable {
    /// Longest period that is looked for (catalogue, leak.cleartext-tunnel).
    public static let longestPeriod = 32
    /// Bytes at the start of a payload that are left out: the headers of encrypting protocols hold
    /// counters and identifiers, which repeat from packet to packet but also within.
    public static let skippedBytes = 32
    /// Bytes of a payload that are compared; more would only cost time.
    public static let mostBytes = 512
    /// Pairs below which nothing is said: encrypted bytes then yield 16 equal pairs, give or take 4.
    public static let fewestPairs = 4096
    /// How many times chance makes a finding. English text yields 17 times chance.
    public static let timesChance = 6

    private var pairs = InlineArray<33, Int>(repeating: 0)
    private var equal = InlineArray<33, Int>(repeating: 0)

    /// A probe that has seen nothing.
    public init() {}

    /// Compares the bytes of one payload.
    @inline(never) public mutating func add(_ bytes: RawSpan) {
        let end = min(bytes.byteCount, RepeatingKeyProbe.mostBytes)
        var period = 1
        while period <= RepeatingKeyProbe.longestPeriod {
            var at = RepeatingKeyProbe.skippedBytes
            while at &+ period < end {
                if bytes.u8(at) == bytes.u8(at &+ period) { equal[period] &+= 1 }
                pairs[period] &+= 1
                at = at &+ 1
            }
            period = period &+ 1
        }
    }

    /// The shortest period, from 2 on, at which bytes are equal far too often; nil if there is none.
    ///
    /// Where neighbours are equal too often as well, it is padding or the like and no key.
    public var period: Int? {
        guard !repeats(1) else { return nil }
        return (2...RepeatingKeyProbe.longestPeriod).first(where: repeats)
    }

    private func repeats(_ period: Int) -> Bool {
        pairs[period] >= RepeatingKeyProbe.fewestPairs
            && equal[period] * 256 >= pairs[period] * RepeatingKeyProbe.timesChance
    }
}
