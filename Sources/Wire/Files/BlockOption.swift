/// One option of a pcapng block.
@frozen @usableFromInline struct BlockOption {
    /// What it is; its meaning depends on the block.
    @usableFromInline var code: UInt16
    /// Where its value begins in the chunk.
    @usableFromInline var start: Int
    /// Length of its value in bytes.
    @usableFromInline var length: Int

    /// Reads the option at `at` and moves `at` behind it; nil at the end of the options.
    ///
    /// An option that claims bytes from `end` on sets `overruns`; `end` must lie in the chunk.
    @inlinable init?<Order: FileOrder>(
        _ order: Order.Type, _ chunk: RawSpan, at: inout Int, end: Int, overruns: inout Bool
    ) {
        guard end &- at >= 4 else { return nil }
        code = Order.u16(chunk, at)
        length = Int(Order.u16(chunk, at &+ 2))
        start = at &+ 4
        guard code != 0 else { return nil }
        let next = start &+ (length &+ 3) & ~3
        guard next <= end else {
            overruns = true
            return nil
        }
        at = next
    }
}
