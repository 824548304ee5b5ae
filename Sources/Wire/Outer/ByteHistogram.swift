/// How often each byte value came up: encrypted bytes are spread evenly, clear text is not.
public struct ByteHistogram: Sendable {
    /// Bytes below which nothing is said: five per value are what the chi-square test wants.
    public static let fewestBytes: UInt64 = 1280
    /// Bytes after which nothing more is counted, so that the squares fit 64 bits.
    public static let mostBytes: UInt64 = 1 << 28
    /// The largest chi-square of even bytes: with 255 degrees of freedom the mean is 255 and the
    /// standard deviation 22.6, so 400 is more than six deviations above.
    public static let largestEven: UInt64 = 400

    /// Bytes counted.
    public private(set) var count: UInt64 = 0
    private var counts = InlineArray<256, UInt32>(repeating: 0)

    /// A histogram of nothing.
    public init() {}

    /// Counts bytes.
    @inline(never) public mutating func add(_ bytes: RawSpan) {
        guard count < ByteHistogram.mostBytes else { return }
        var at = 0
        while at < bytes.byteCount {
            counts[Int(bytes.u8(at))] &+= 1
            at = at &+ 1
        }
        count &+= UInt64(bytes.byteCount)
    }

    /// The chi-square statistic against an even spread, rounded down; nil for too few bytes.
    public var chiSquare: UInt64? {
        guard count >= ByteHistogram.fewestBytes else { return nil }
        var squares: UInt64 = 0
        for index in 0..<256 {
            squares &+= UInt64(counts[index]) &* UInt64(counts[index])
        }
        // Sum of (o - e)^2 / e with e = count / 256; 256 * squares <= 2^8 * 2^56 at the limit, so
        // divide first where that could not fit.
        let scaled = squares < 1 << 55 ? squares &* 256 / count : squares / (count / 256)
        return scaled > count ? scaled &- count : 0
    }

    /// Whether the bytes are spread as evenly as encrypted ones; nil for too few bytes.
    public var looksRandom: Bool? { chiSquare.map { $0 <= ByteHistogram.largestEven } }
}
