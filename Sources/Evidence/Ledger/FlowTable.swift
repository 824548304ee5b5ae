internal import CShims
internal import Wire

/// Flows by key: a dense list of rows, and an index of 32-bit slots over it.
///
/// Rows are reserved at the start, and those that no flow uses are pages that nobody touches; the
/// index grows with them, to 8 MB at most. Beyond `capacity`, flows are counted together by remote
/// network (/24 or /64), so counts stay exact whatever somebody sends.
///
/// A look-up takes its time, in batches of 16: its slot's cache line travels while the rest of its
/// batch is parsed, its row's while the next batch is, and only then is it settled. That halves the
/// time at a million flows.
@safe struct FlowTable: ~Copyable {
    /// Most flows with a row of their own; the product's memory bound at a million flows is 128 MB.
    static var fullCapacity: Int { 1 << 20 }
    /// Rows kept for flows that are counted together.
    static var sharedCapacity: Int { 1 << 14 }
    /// Slots of a new table: they fit the first-level cache, as most captures have few flows.
    static var fewestSlots: Int { 1 << 12 }
    /// Look-ups of a batch: 16 frames are parsed in about the time that memory needs.
    static var batch: Int { 16 }

    var rows: FixedBuffer<Flow>
    /// Row number plus one in the low 21 bits, the hash's low 11 bits above; 0 is empty.
    var slots: FixedBuffer<UInt32>
    /// Two batches of look-ups: the one that fills, and the one whose rows are on their way.
    var pending: FixedBuffer<Pending>
    /// Look-ups since the last `settle`, and how many of them were settled.
    var asked = 0
    var settled = 0
    let capacity: Int
    /// A slot is chosen by this many high bits less than all 32 of the hash.
    var shift: UInt32
    let seed: UInt64
    /// Number of rows in use.
    var count = 0
    /// Number of rows up to the last one in use.
    var usedRows: Int { rows[rows.count &- 1].packets > 0 ? rows.count : count }
    /// The row that a frame was counted in last; -1 where a reader has set it so, and none was since.
    var lastRow = -1
    /// Frames that were counted together with others for want of rows.
    var sharedPackets: UInt64 = 0

    /// A look-up that waits for its cache lines, one line itself.
    struct Pending: BitwiseCopyable {
        var key: FlowKey
        var frame: UInt32
        var time: UInt64
        var hash: UInt32
        var length: UInt32
    }

    /// A table for this many flows, a power of two.
    init(capacity: Int = FlowTable.fullCapacity) {
        self.capacity = capacity
        rows = FixedBuffer(zeroed: capacity + FlowTable.sharedCapacity)
        slots = FixedBuffer(zeroed: FlowTable.fewestSlots)
        pending = FixedBuffer(zeroed: FlowTable.batch * 2)
        shift = UInt32(32 - FlowTable.fewestSlots.trailingZeroBitCount)
        seed = .random(in: 0 ... .max)
    }

    /// Counts a frame of a flow, some time before the next `settle` ends.
    ///
    /// The key's `refined` class, if it has one, is that of the whole flow from now on.
    @inline(always)
    mutating func touch(_ key: FlowKey, length: UInt32, at time: UInt64, frame: UInt64) {
        let hash = key.hash(seed)
        slots.prefetch(Int(hash &>> shift))
        pending[asked & (FlowTable.batch &* 2 &- 1)] = Pending(
            key: key, frame: FlowTable.narrow(frame), time: time, hash: hash, length: length)
        asked &+= 1
        if asked & (FlowTable.batch &- 1) == 0 { advance() }
    }

    /// Counts a frame at once and returns the number of its row.
    @inline(never) mutating func touchNow(
        _ key: FlowKey, length: UInt32, at time: UInt64, frame: UInt64
    ) -> Int {
        settle()
        return count(
            Pending(
                key: key, frame: FlowTable.narrow(frame), time: time, hash: key.hash(seed),
                length: length))
    }

    /// Settles every look-up that waits. Nobody may read the rows before.
    @inline(never) mutating func settle() {
        settle(upTo: asked)
        asked = 0
        settled = 0
    }

    /// Asks for the rows of the batch that is full, and settles the one before it.
    @inline(never) private mutating func advance() {
        var index = asked &- FlowTable.batch
        while index < asked {
            let look = pending[index & (FlowTable.batch &* 2 &- 1)].hash
            let slot = slots[Int(look &>> shift)]
            if slot != 0 { rows.prefetch(Int(slot & 0x1f_ffff) &- 1) }
            index &+= 1
        }
        settle(upTo: asked &- FlowTable.batch)
    }

    @inline(always) private mutating func settle(upTo end: Int) {
        while settled < end {
            _ = count(pending[settled & (FlowTable.batch &* 2 &- 1)])
            settled &+= 1
        }
    }

    @inline(always) private mutating func count(_ look: Pending) -> Int {
        var index = row(for: look.key, hash: look.hash, limit: capacity)
        // A name speaks for its own flow, not for those that share a row.
        let refined = index < 0 ? 0 : look.key.refined
        if index < 0 { index = sharedRow(for: look.key) }
        rows.update(index) { row in
            row.add(length: look.length, at: look.time, frame: look.frame)
            if refined != 0 { row.key.refined = refined }
        }
        lastRow = index
        return index
    }

    /// The row that counts what has none of its own.
    @inline(never) private mutating func sharedRow(for key: FlowKey) -> Int {
        sharedPackets &+= 1
        let key = FlowTable.shared(key)
        let index = row(for: key, hash: key.hash(seed), limit: rows.count &- 1)
        // Should even the shared rows run out, the last row takes what is left.
        return index < 0 ? rows.count &- 1 : index
    }

    /// The row of a key, made if there is room below `limit`; -1 if there is none.
    @inline(always) private mutating func row(
        for key: FlowKey, hash: UInt32, limit: Int
    ) -> Int {
        let tag = hash &<< 21
        let mask = slots.count &- 1
        var at = Int(hash &>> shift)
        while true {
            let slot = slots[at]
            if slot == 0 {
                guard count < limit else { return -1 }
                let index = count
                count &+= 1
                // Nine sixteenths: then 2^21 slots do for all rows.
                if count &* 16 > slots.count &* 9 {
                    rows.update(index) { $0.key = key }
                    widen()
                    return index
                }
                slots[at] = tag | UInt32(truncatingIfNeeded: index &+ 1)
                rows.update(index) { $0.key = key }
                return index
            }
            if slot & 0xffe0_0000 == tag {
                let index = Int(slot & 0x1f_ffff) &- 1
                if rows[index].key == key { return index }
            }
            at = (at &+ 1) & mask
        }
    }

    /// Makes room for twice as many flows: the slots are made anew, the rows stay.
    @inline(never) private mutating func widen() {
        slots = FixedBuffer(zeroed: slots.count &* 2)
        shift &-= 1
        for index in 0..<count {
            let hash = rows[index].key.hash(seed)
            var at = Int(hash &>> shift)
            while slots[at] != 0 { at = (at &+ 1) & (slots.count &- 1) }
            slots[at] = hash &<< 21 | UInt32(truncatingIfNeeded: index &+ 1)
        }
    }

    /// The key under which a flow without a row of its own is counted.
    private static func shared(_ key: FlowKey) -> FlowKey {
        var key = key
        key.refined = 0
        key.share()
        return key
    }

    /// A frame number that fits a row; it stops at its largest value.
    @inline(always) private static func narrow(_ frame: UInt64) -> UInt32 {
        frame > UInt64(UInt32.max) ? .max : UInt32(truncatingIfNeeded: frame)
    }
}

extension FixedBuffer {
    /// Asks for the cache lines of an element that is about to be changed.
    func prefetch(_ index: Int) {
        precondition(UInt(bitPattern: index) < UInt(bitPattern: count))
        let element = unsafe UnsafeRawPointer(start + index)
        unsafe wt_prefetch_for_write(element)
        if MemoryLayout<Element>.size > 64 { unsafe wt_prefetch_for_write(element + 64) }
    }
}
