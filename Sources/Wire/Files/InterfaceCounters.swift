/// What a pcapng file's statistics say about one interface.
///
/// The counters run from the start of the capture, so of several blocks the largest value holds.
@usableFromInline struct InterfaceCounters: Sendable {
    /// Frames that the interface received (`isb_ifrecv`).
    var received: UInt64?
    /// Frames that the interface dropped (`isb_ifdrop`).
    var droppedByInterface: UInt64?
    /// Frames that the operating system dropped (`isb_osdrop`).
    var droppedBySystem: UInt64?

    /// Both kinds of drops, nil when neither was told.
    var dropped: UInt64? { saturatingSum(droppedByInterface, droppedBySystem) }
}

extension CaptureReader {
    /// Frames that each interface lost by its own statistics, by its index; nil where the file does
    /// not say. Known in full only at the end; without drops told with single frames.
    public var droppedByInterface: [UInt64?] {
        interfaces.indices.map { $0 < pcapng.counters.count ? pcapng.counters[$0].dropped : nil }
    }
}

/// The sum of what is known, held at the largest number; nil when nothing is.
func saturatingSum(_ left: UInt64?, _ right: UInt64?) -> UInt64? {
    guard let left, let right else { return left ?? right }
    let (sum, overflows) = left.addingReportingOverflow(right)
    return overflows ? .max : sum
}

/// The larger of what is known; nil when nothing is.
func larger(_ left: UInt64?, _ right: UInt64?) -> UInt64? {
    guard let left, let right else { return left ?? right }
    return max(left, right)
}
