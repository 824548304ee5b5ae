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

    /// Delivers Enhanced Packet Blocks (pcapng, section 4.3) as long as they are whole, faultless,
    /// of a plain clock and without options but flags; returns where the first other block begins.
    @inlinable mutating func plainFrames<Order: FileOrder, Sink: FrameSink & ~Copyable>(
        _ order: Order.Type, _ chunk: RawSpan, from start: Int, _ sink: inout Sink
    ) -> Int {
        let scales = pcapng.scales
        let first = UInt16(truncatingIfNeeded: pcapng.firstInterface)
        var number = delivered
        var rest = chunk.extracting(start..<chunk.byteCount)
        while rest.byteCount >= 32 {
            let (type, total) = Order.pair(rest, 0)
            let (interface, high) = Order.pair(rest, 8)
            let (low, captured) = Order.pair(rest, 16)
            let length = Int(total)
            guard type == BlockType.enhancedPacket, captured <= Self.largestFrame,
                length <= rest.byteCount, interface < scales.count
            else { break }
            let options = 28 &+ (Int(captured) &+ 3) & ~3
            var direction = FrameDirection.unknown
            if length == options &+ 16 {
                // Option 2 of four bytes, and the end of options.
                let (head, flags) = Order.pair(rest, options)
                guard head == Order.flagsHead, Order.u16(rest, options &+ 8) == 0 else { break }
                direction = FrameDirection(flags: flags)
            } else if length != options &+ 4 {
                break
            }
            let ticks = UInt64(high) &<< 32 | UInt64(low)
            let scale = scales[Int(interface)]
            let (time, overflows) = ticks.multipliedReportingOverflow(by: scale)
            guard scale != 0, !overflows, Order.u32(rest, length &- 4) == total else { break }
            number &+= 1
            sink.take(
                rest.extracting(28..<28 &+ Int(captured)),
                FrameRecord(
                    time: time, originalLength: Order.u32(rest, 24),
                    interface: first &+ UInt16(truncatingIfNeeded: interface),
                    direction: direction, number: number))
            rest = rest.extracting(length..<rest.byteCount)
        }
        delivered = number
        return chunk.byteCount &- rest.byteCount
    }

    /// Handles the block at `at`, of any type and with any fault; returns its length, or what there
    /// is of it if it is skipped, or 0 to wait for more bytes.
    @inlinable @inline(never)
    mutating func block<Order: FileOrder, Sink: FrameSink & ~Copyable>(
        _ order: Order.Type, _ chunk: RawSpan, at: Int, _ sink: inout Sink
    ) throws(CaptureFileError) -> Int {
        let rest = chunk.extracting(at..<chunk.byteCount)
        guard rest.byteCount >= 12 else {
            awaited = 12
            return 0
        }
        let (type, total) = Order.pair(rest, 0)
        let length = Int(total)
        switch type {
        case BlockType.enhancedPacket, BlockType.oldPacket:
            guard try isWhole(order, rest, at: at) else { return 0 }
            try frame(order, rest.extracting(0..<length), at: at, &sink)
        case BlockType.simplePacket:
            guard try isWhole(order, rest, at: at) else { return 0 }
            try simpleFrame(order, rest.extracting(0..<length), at: at, &sink)
        case BlockType.interface:
            guard try isWhole(order, rest, at: at) else { return 0 }
            sink.declare(try interface(order, rest.extracting(0..<length), at: at))
        case BlockType.statistics:
            guard try isWhole(order, rest, at: at) else { return 0 }
            try statistics(order, rest.extracting(0..<length), at: at)
        case BlockType.sectionHeader:
            return try beginSection(rest, at: at)
        default:
            return try beginSkipping(order, chunk, at: at)
        }
        return length
    }

    /// Whether the block that `rest` begins with is whole, both its lengths being checked; false to
    /// wait for more.
    @inlinable @inline(__always) mutating func isWhole<Order: FileOrder>(
        _ order: Order.Type, _ rest: RawSpan, at: Int
    ) throws(CaptureFileError) -> Bool {
        let total = Order.u32(rest, 4)
        guard total >= 12, total & 3 == 0 else { throw failure(.corrupt, at: at) }
        guard total <= Self.largestRecord else { throw failure(.recordTooLong, at: at) }
        let length = Int(total)
        guard length <= rest.byteCount else {
            awaited = length
            return false
        }
        guard Order.u32(rest, length &- 4) == total else { throw failure(.corrupt, at: at) }
        return true
    }

    /// Delivers the frame of an Enhanced Packet Block or of the old Packet Block (appendix A), with
    /// any options.
    @inlinable mutating func frame<Order: FileOrder, Sink: FrameSink & ~Copyable>(
        _ order: Order.Type, _ block: RawSpan, at: Int, _ sink: inout Sink
    ) throws(CaptureFileError) {
        guard block.byteCount >= 32 else { throw failure(.corrupt, at: at) }
        let isOld = Order.u32(block, 0) == BlockType.oldPacket
        let interface = isOld ? Int(Order.u16(block, 8)) : Int(Order.u32(block, 8))
        guard interface < pcapng.clocks.count else { throw failure(.corrupt, at: at) }
        let (captured, original) = Order.pair(block, 20)
        guard captured <= Self.largestFrame else { throw failure(.recordTooLong, at: at) }
        var option = 28 &+ (Int(captured) &+ 3) & ~3
        guard option <= block.byteCount &- 4 else { throw failure(.corrupt, at: at) }
        let (high, low) = Order.pair(block, 12)
        var record = FrameRecord(
            time: pcapng.clocks[interface].nanoseconds(UInt64(high) &<< 32 | UInt64(low)),
            originalLength: original,
            interface: UInt16(truncatingIfNeeded: pcapng.firstInterface &+ interface),
            number: delivered &+ 1)
        if isOld, Order.u16(block, 10) != .max { pcapng.lose(UInt64(Order.u16(block, 10))) }
        var overruns = false
        while let next = BlockOption(order, block, at: &option, overruns: &overruns) {
            switch next.code {
            case 1:
                pcapng.comments &+= 1
                sink.comment(
                    block.extracting(next.start..<next.start &+ next.length),
                    onFrame: record.number)
            case 2 where next.length == 4:
                record.direction = FrameDirection(flags: Order.u32(block, next.start))
            case 4 where next.length == 8 && !isOld:
                pcapng.lose(Order.u64(block, next.start))
            default: break
            }
        }
        if overruns { throw failure(.corrupt, at: at) }
        delivered &+= 1
        sink.take(block.extracting(28..<28 &+ Int(captured)), record)
    }

    /// Delivers the frame of a Simple Packet Block (section 4.4), which has neither time nor options
    /// and is of the section's first interface.
    @inlinable mutating func simpleFrame<Order: FileOrder, Sink: FrameSink & ~Copyable>(
        _ order: Order.Type, _ block: RawSpan, at: Int, _ sink: inout Sink
    ) throws(CaptureFileError) {
        guard block.byteCount >= 16, pcapng.firstInterface < interfaces.count else {
            throw failure(.corrupt, at: at)
        }
        let original = Order.u32(block, 8)
        let limit = interfaces[pcapng.firstInterface].snapLength
        let captured = Int(limit == 0 ? original : min(original, limit))
        guard captured <= Self.largestFrame else { throw failure(.recordTooLong, at: at) }
        guard captured <= block.byteCount &- 16 else { throw failure(.corrupt, at: at) }
        delivered &+= 1
        sink.take(
            block.extracting(12..<12 &+ captured),
            FrameRecord(
                time: 0, originalLength: original,
                interface: UInt16(truncatingIfNeeded: pcapng.firstInterface), number: delivered))
    }
}
