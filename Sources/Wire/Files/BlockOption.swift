/// One option of a pcapng block.
@frozen @usableFromInline struct BlockOption {
    /// What it is; its meaning depends on the block.
    @usableFromInline var code: UInt16
    /// Where its value begins in the block.
    @usableFromInline var start: Int
    /// Length of its value in bytes.
    @usableFromInline var length: Int

    /// Reads the option at `at` and moves `at` behind it; nil at the end of the options.
    ///
    /// `block` is a whole block, the options of which end before its last four bytes. An option that
    /// claims more sets `overruns`.
    @inlinable init?<Order: FileOrder>(
        _ order: Order.Type, _ block: RawSpan, at: inout Int, overruns: inout Bool
    ) {
        guard at >= 0, block.byteCount &- 4 &- at >= 4 else { return nil }
        code = Order.u16(block, at)
        length = Int(Order.u16(block, at &+ 2))
        start = at &+ 4
        guard code != 0 else { return nil }
        let next = start &+ (length &+ 3) & ~3
        guard next <= block.byteCount &- 4 else {
            overruns = true
            return nil
        }
        at = next
    }
}
