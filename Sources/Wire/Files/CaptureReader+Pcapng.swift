extension CaptureReader {
    /// Delivers whole blocks from `start` on; returns where the first cut one begins.
    @inlinable mutating func blocks<Sink: FrameSink & ~Copyable>(
        _ chunk: RawSpan, from start: Int, _ sink: inout Sink
    ) throws(CaptureFileError) -> Int {
        var at = start
        if pcapng.trailer != 0 {
            at = try skip(chunk, from: at)
            if pcapng.trailer != 0 { return at }
        }
        while true {
            let length: Int
            if pcapng.bigEndian {
                at = plainFrames(BigEndianFile.self, chunk, from: at, &sink)
                length = try block(BigEndianFile.self, chunk, at: at, &sink)
            } else {
                at = plainFrames(LittleEndianFile.self, chunk, from: at, &sink)
                length = try block(LittleEndianFile.self, chunk, at: at, &sink)
            }
            if length == 0 { return at }
            at &+= length
        }
    }

    /// Delivers Enhanced Packet Blocks (pcapng, section 4.3) as long as they are whole, faultless
    /// and have no option but flags; returns where the first other block begins.
    @inlinable mutating func plainFrames<Order: FileOrder, Sink: FrameSink & ~Copyable>(
        _ order: Order.Type, _ chunk: RawSpan, from start: Int, _ sink: inout Sink
    ) -> Int {
        let clocks = pcapng.clocks
        let first = UInt16(truncatingIfNeeded: pcapng.firstInterface)
        var number = delivered
        var at = start
        var left = chunk.byteCount &- start
        while left >= 32 {
            let (type, total) = Order.pair(chunk, at)
            let (interface, high) = Order.pair(chunk, at &+ 8)
            let (low, captured) = Order.pair(chunk, at &+ 16)
            let length = Int(total)
            guard type == BlockType.enhancedPacket, captured <= Self.largestFrame, length <= left,
                interface < clocks.count
            else { break }
            let options = 28 &+ (Int(captured) &+ 3) & ~3
            var direction = FrameDirection.unknown
            if length &- options == 16 {
                // Option 2 of four bytes, and the end of options.
                guard Order.u16(chunk, at &+ options) == 2,
                    Order.u16(chunk, at &+ options &+ 2) == 4,
                    Order.u16(chunk, at &+ options &+ 8) == 0
                else { break }
                direction = FrameDirection(flags: Order.u32(chunk, at &+ options &+ 4))
            } else if length &- options != 4 {
                break
            }
            let (original, _) = Order.pair(chunk, at &+ 24)
            guard Order.u32(chunk, at &+ length &- 4) == total else { break }
            number &+= 1
            sink.take(
                chunk.extracting(at &+ 28..<at &+ 28 &+ Int(captured)),
                FrameRecord(
                    time: clocks[Int(interface)].nanoseconds(high, low), originalLength: original,
                    interface: first &+ UInt16(truncatingIfNeeded: interface),
                    direction: direction, number: number))
            at &+= length
            left &-= length
        }
        delivered = number
        return at
    }

    /// Handles the block at `at`, of any type and with any fault; returns its length, or what there
    /// is of it if it is skipped, or 0 to wait for more bytes.
    @inlinable @inline(never)
    mutating func block<Order: FileOrder, Sink: FrameSink & ~Copyable>(
        _ order: Order.Type, _ chunk: RawSpan, at: Int, _ sink: inout Sink
    ) throws(CaptureFileError) -> Int {
        let left = chunk.byteCount &- at
        guard left >= 12 else {
            awaited = 12
            return 0
        }
        let (type, total) = Order.pair(chunk, at)
        if type == BlockType.sectionHeader { return try beginSection(chunk, at: at) }
        switch type {
        case BlockType.enhancedPacket, BlockType.simplePacket, BlockType.oldPacket:
            guard try isWhole(order, chunk, at: at) else { return 0 }
            try frame(order, chunk, at: at, &sink)
        case BlockType.interface:
            guard try isWhole(order, chunk, at: at) else { return 0 }
            sink.declare(try interface(order, chunk, at: at))
        case BlockType.statistics:
            guard try isWhole(order, chunk, at: at) else { return 0 }
            try statistics(order, chunk, at: at)
        default:
            return try beginSkipping(order, chunk, at: at)
        }
        return Int(total)
    }

    /// Delivers the frame of a packet block of any type and with any options.
    @inlinable @inline(never)
    mutating func frame<Order: FileOrder, Sink: FrameSink & ~Copyable>(
        _ order: Order.Type, _ chunk: RawSpan, at: Int, _ sink: inout Sink
    ) throws(CaptureFileError) {
        let layout = try frameLayout(order, chunk, at: at)
        var record = layout.record
        var option = layout.options
        var overruns = false
        while let next = BlockOption(
            order, chunk, at: &option, end: layout.end, overruns: &overruns)
        {
            switch (next.code, next.length) {
            case (1, _):
                pcapng.comments &+= 1
                sink.comment(
                    chunk.extracting(next.start..<next.start &+ next.length),
                    onFrame: record.number)
            case (2, 4): record.direction = FrameDirection(flags: Order.u32(chunk, next.start))
            case (4, 8) where layout.isEnhanced: pcapng.lose(Order.u64(chunk, next.start))
            default: break
            }
        }
        if overruns { throw failure(.corrupt, at: at) }
        delivered &+= 1
        sink.take(chunk.extracting(layout.data..<layout.data &+ layout.captured), record)
    }
}
