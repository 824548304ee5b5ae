// The pcapng blocks that carry no frame (draft-ietf-opsawg-pcapng, section 4). All of it is cold.
extension CaptureReader {
    /// Most bytes of a skipped block, Wireshark's limit for a block; a longer one is a forgery.
    static let largestSkippedBlock = 16 << 20

    /// Reads the Section Header Block that `rest` begins with; returns its length, or 0 to wait for
    /// more bytes.
    @usableFromInline @inline(never)
    mutating func beginSection(_ rest: RawSpan, at: Int) throws(CaptureFileError) -> Int {
        switch rest.be32(8) {
        case 0x1a2b_3c4d: return try beginSection(BigEndianFile.self, true, rest, at: at)
        case 0x4d3c_2b1a: return try beginSection(LittleEndianFile.self, false, rest, at: at)
        default: throw failure(pcapng.inSection ? .corrupt : .notACapture, at: at)
        }
    }

    private mutating func beginSection<Order: FileOrder>(
        _ order: Order.Type, _ bigEndian: Bool, _ rest: RawSpan, at: Int
    ) throws(CaptureFileError) -> Int {
        guard try isWhole(order, rest, at: at) else { return 0 }
        let length = Int(Order.u32(rest, 4))
        guard length >= 28 else { throw failure(.corrupt, at: at) }
        // Some writers say 1.2 and mean 1.0; the specification has readers accept it.
        guard Order.u16(rest, 12) == 1, [0, 2].contains(Order.u16(rest, 14)) else {
            throw failure(.unsupportedVersion, at: at)
        }
        pcapng.inSection = true
        pcapng.bigEndian = bigEndian
        pcapng.firstInterface = interfaces.count
        pcapng.clocks = []
        pcapng.scales = []
        return length
    }

    /// Reads the Interface Description Block at `at`, which is whole, and keeps the interface.
    @usableFromInline @inline(never)
    mutating func interface<Order: FileOrder>(
        _ order: Order.Type, _ block: RawSpan, at: Int
    ) throws(CaptureFileError) -> CaptureInterface {
        guard block.byteCount >= 20 else { throw failure(.corrupt, at: at) }
        // 255 leaves a byte's last value free, and no capture of real interfaces comes near it.
        guard interfaces.count < 255 else { throw failure(.tooManyInterfaces, at: at) }
        var found = CaptureInterface(
            index: UInt16(interfaces.count), linkType: Order.u16(block, 8),
            snapLength: Order.u32(block, 12), timestampDigits: 6)
        var resolution: UInt8 = 6
        var offset: Int64 = 0
        var option = 16
        var overruns = false
        while let next = BlockOption(order, block, at: &option, overruns: &overruns) {
            switch (next.code, next.length) {
            case (2, _): found.name = text(block, next)
            case (3, _): found.description = text(block, next)
            case (9, 1): resolution = block.u8(next.start)
            case (14, 8): offset = Int64(bitPattern: Order.u64(block, next.start))
            // With a clock of unknown rate or origin all times would be wrong without notice.
            case (9, _), (14, _): throw failure(.corrupt, at: at)
            default: break
            }
        }
        if overruns { throw failure(.corrupt, at: at) }
        let clock = InterfaceClock(resolution: resolution, offset: offset)
        found.timestampDigits = clock.digits
        interfaces.append(found)
        pcapng.clocks.append(clock)
        pcapng.scales.append(clock.scale)
        pcapng.counters.append(InterfaceCounters())
        return found
    }

    /// Reads the Interface Statistics Block at `at`, which is whole.
    @usableFromInline @inline(never)
    mutating func statistics<Order: FileOrder>(
        _ order: Order.Type, _ block: RawSpan, at: Int
    ) throws(CaptureFileError) {
        guard block.byteCount >= 24 else { throw failure(.corrupt, at: at) }
        let interface = Int(Order.u32(block, 8))
        guard interface < pcapng.clocks.count else { throw failure(.corrupt, at: at) }
        var counters = pcapng.counters[pcapng.firstInterface &+ interface]
        var option = 20
        var overruns = false
        while let next = BlockOption(order, block, at: &option, overruns: &overruns) {
            guard next.length == 8 else { continue }
            let value = Order.u64(block, next.start)
            switch next.code {
            case 4: counters.received = larger(counters.received, value)
            case 5: counters.droppedByInterface = larger(counters.droppedByInterface, value)
            case 7: counters.droppedBySystem = larger(counters.droppedBySystem, value)
            default: break
            }
        }
        if overruns { throw failure(.corrupt, at: at) }
        pcapng.counters[pcapng.firstInterface &+ interface] = counters
    }

    /// Skips the block at `at`, of which any part may be in the chunk; returns how much of it is.
    @usableFromInline @inline(never)
    mutating func beginSkipping<Order: FileOrder>(
        _ order: Order.Type, _ chunk: RawSpan, at: Int
    ) throws(CaptureFileError) -> Int {
        let (type, total) = Order.pair(chunk, at)
        guard total >= 12, total & 3 == 0 else { throw failure(.corrupt, at: at) }
        guard total <= Self.largestSkippedBlock else { throw failure(.recordTooLong, at: at) }
        switch type {
        case BlockType.nameResolution, BlockType.journal, BlockType.decryptionSecrets: break
        default: pcapng.unknownBlocks &+= 1
        }
        pcapng.trailer = chunk.le32(at &+ 4)
        pcapng.skipping = Int(total) &- 4
        return try skip(chunk, from: at) &- at
    }

    /// Goes on skipping from `start`; returns where the next block begins or the chunk's use ends.
    @usableFromInline @inline(never)
    mutating func skip(_ chunk: RawSpan, from start: Int) throws(CaptureFileError) -> Int {
        let step = min(pcapng.skipping, chunk.byteCount &- start)
        let at = start &+ step
        pcapng.skipping &-= step
        guard pcapng.skipping == 0, chunk.byteCount &- at >= 4 else { return at }
        guard chunk.le32(at) == pcapng.trailer else { throw failure(.corrupt, at: at) }
        pcapng.trailer = 0
        return at &+ 4
    }

    /// An option's text, cut at 255 bytes, so that forged names cannot fill the memory.
    private func text(_ block: RawSpan, _ option: BlockOption) -> OutsideText {
        let bytes = (0..<min(option.length, 255)).map { block.u8(option.start &+ $0) }
        return OutsideText(String(decoding: bytes, as: UTF8.self))
    }
}
