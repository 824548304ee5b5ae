/// Where the parts of one packet block lie in a chunk.
@frozen @usableFromInline struct FrameLayout {
    /// What the block says about the frame; its direction is not known yet.
    @usableFromInline var record: FrameRecord
    /// Where the frame begins.
    @usableFromInline var data: Int
    /// The frame's length in the file.
    @usableFromInline var captured: Int
    /// Where the options begin.
    @usableFromInline var options: Int
    /// Where the options must have ended.
    @usableFromInline var end: Int
    /// Whether it is an Enhanced Packet Block.
    @usableFromInline var isEnhanced: Bool
}

extension CaptureReader {
    /// Reads and checks the fixed part of the packet block at `at`, which is whole.
    @usableFromInline mutating func frameLayout<Order: FileOrder>(
        _ order: Order.Type, _ chunk: RawSpan, at: Int
    ) throws(CaptureFileError) -> FrameLayout {
        let (type, total) = Order.pair(chunk, at)
        let end = at &+ Int(total) &- 4
        let isSimple = type == BlockType.simplePacket
        let data = at &+ (isSimple ? 12 : 28)
        guard data <= end else { throw failure(.corrupt, at: at) }
        let interface =
            switch type {
            case BlockType.simplePacket: 0
            case BlockType.oldPacket: Int(Order.u16(chunk, at &+ 8))
            default: Int(Order.u32(chunk, at &+ 8))
            }
        guard interface < pcapng.clocks.count else { throw failure(.corrupt, at: at) }
        let index = pcapng.firstInterface &+ interface

        let original = Order.u32(chunk, isSimple ? at &+ 8 : at &+ 24)
        var captured = original
        var time: UInt64 = 0
        if isSimple {
            let limit = interfaces[index].snapLength
            if limit != 0 { captured = min(captured, limit) }
        } else {
            let (high, low) = (Order.u32(chunk, at &+ 12), Order.u32(chunk, at &+ 16))
            time = pcapng.clocks[interface].nanoseconds(high, low)
            captured = Order.u32(chunk, at &+ 20)
        }
        guard captured <= Self.largestFrame else { throw failure(.recordTooLong, at: at) }
        let options = data &+ (Int(captured) &+ 3) & ~3
        guard options <= end else { throw failure(.corrupt, at: at) }
        if type == BlockType.oldPacket {
            let drops = Order.u16(chunk, at &+ 10)
            if drops != .max { pcapng.lose(UInt64(drops)) }
        }
        return FrameLayout(
            record: FrameRecord(
                time: time, originalLength: original,
                interface: UInt16(truncatingIfNeeded: index), number: delivered &+ 1),
            data: data, captured: Int(captured), options: isSimple ? end : options, end: end,
            isEnhanced: type == BlockType.enhancedPacket)
    }
}
