/// A bounded stretch of a byte stream, put together from pieces in any order.
///
/// The first copy of a byte wins, as most stacks have it. Cold: it allocates.
struct ByteAssembler: Sendable {
    /// Separate pieces that are kept; a sender that makes more is hostile or hopeless.
    static let mostPieces = 64

    /// The bytes from offset 0, zero where nothing has arrived.
    private(set) var bytes: [UInt8] = []
    /// What has arrived: sorted, apart from each other by at least one byte.
    private var pieces: [Range<Int>] = []
    /// Bytes beyond this offset are dropped.
    let capacity: Int

    init(capacity: Int) { self.capacity = capacity }

    /// How many bytes from offset 0 have arrived without a gap.
    var contiguousCount: Int {
        guard let first = pieces.first, first.lowerBound == 0 else { return 0 }
        return first.upperBound
    }

    /// Takes `range` of `source`, which belongs at `offset`; false if the pieces grew too many.
    mutating func take(_ source: RawSpan, _ range: Range<Int>, at offset: Int) -> Bool {
        let range = range.clamped(to: 0..<source.byteCount)
        // What lies before the start of the stream is dropped; so is what lies beyond capacity.
        guard offset < capacity, offset > -source.byteCount - 1 else { return true }
        let start = max(0, offset)
        let end = min(capacity, offset + range.count)
        guard start < end else { return true }
        if bytes.count < end {
            bytes.append(contentsOf: repeatElement(0, count: end - bytes.count))
        }
        var at = start
        for piece in pieces where piece.upperBound > at {
            copy(source, at..<min(end, max(at, piece.lowerBound)), from: range.lowerBound - offset)
            at = max(at, piece.upperBound)
            if at >= end { break }
        }
        if at < end { copy(source, at..<end, from: range.lowerBound - offset) }
        add(start..<end)
        return pieces.count <= ByteAssembler.mostPieces
    }

    private mutating func copy(_ source: RawSpan, _ target: Range<Int>, from shift: Int) {
        for at in target {
            bytes[at] = source.u8(at + shift)
        }
    }

    private mutating func add(_ range: Range<Int>) {
        var merged = range
        var result: [Range<Int>] = []
        var isPlaced = false
        for piece in pieces {
            if piece.upperBound < merged.lowerBound {
                result.append(piece)
            } else if piece.lowerBound > merged.upperBound {
                if !isPlaced {
                    result.append(merged)
                    isPlaced = true
                }
                result.append(piece)
            } else {
                let start = min(piece.lowerBound, merged.lowerBound)
                merged = start..<max(piece.upperBound, merged.upperBound)
            }
        }
        if !isPlaced { result.append(merged) }
        pieces = result
    }
}
