internal import CShims
internal import Wire

/// Flows by key: a dense list of rows, and an index of 32-bit slots over it.
///
/// Memory is fixed and reserved at the start: rows that no flow uses are pages that nobody touches.
/// Beyond `capacity`, flows are counted together by remote network (/24 or /64), so counts stay
/// exact whatever somebody sends. Look-ups are settled in batches: the cache lines of 32 flows
/// travel while the next frames are parsed, which halves the time at a million flows.
@safe struct FlowTable: ~Copyable {
    /// Most flows with a row of their own; the product's memory bound at a million flows is 128 MB.
    static var fullCapacity: Int { 1 << 20 }
    /// Rows kept for flows that are counted together.
    static var sharedCapacity: Int { 1 << 14 }
    /// Frames whose look-ups are settled together; 32 lines fit any first-level cache.
    static var batch: Int { 32 }

    var rows: FixedBuffer<Flow>
    /// Row number plus one in the low 21 bits, 11 bits of the hash above; 0 is empty.
    var slots: FixedBuffer<UInt32>
    var pending: FixedBuffer<Pending>
    var waiting = 0
    let capacity: Int
    let shift: UInt64
    let seed: UInt64
    /// Number of rows in use.
    var count = 0
    /// Frames that were counted together with others for want of rows.
    var sharedPackets: UInt64 = 0

    /// A look-up that waits for its cache lines.
    struct Pending: BitwiseCopyable {
        var key: FlowKey
        var hash: UInt64
        var time: UInt64
        var frame: UInt64
        var length: UInt32
        var refined: UInt8
    }

    /// A table for this many flows, a power of two.
    init(capacity: Int = FlowTable.fullCapacity) {
        self.capacity = capacity
        rows = FixedBuffer(zeroed: capacity + FlowTable.sharedCapacity)
        slots = FixedBuffer(zeroed: capacity * 2)
        pending = FixedBuffer(zeroed: FlowTable.batch)
        shift = UInt64(64 - (capacity * 2).trailingZeroBitCount)
        seed = .random(in: 0 ... .max)
    }

    /// Counts a frame of a flow, some time before the next `settle` ends.
    mutating func touch(
        _ key: FlowKey, length: UInt32, at time: UInt64, frame: UInt64, refined: UInt8
    ) {
        let hash = key.hash(seed)
        slots.prefetch(Int(truncatingIfNeeded: hash &>> shift))
        pending[waiting] = Pending(
            key: key, hash: hash, time: time, frame: frame, length: length, refined: refined)
        waiting &+= 1
        if waiting == FlowTable.batch { settle() }
    }

    /// Counts a frame at once and returns the number of its row.
    @inline(never) mutating func touchNow(
        _ key: FlowKey, length: UInt32, at time: UInt64, frame: UInt64, refined: UInt8
    ) -> Int {
        settle()
        let look = Pending(
            key: key, hash: key.hash(seed), time: time, frame: frame, length: length,
            refined: refined)
        return count(look)
    }

    /// Settles every look-up that waits. Nobody may read the rows before.
    @inline(never) mutating func settle() {
        var index = 0
        while index < waiting {
            let hash = pending[index].hash
            let slot = slots[Int(truncatingIfNeeded: hash &>> shift)]
            if slot != 0 { rows.prefetch(Int(slot & 0x1f_ffff) &- 1) }
            index &+= 1
        }
        index = 0
        while index < waiting {
            _ = count(pending[index])
            index &+= 1
        }
        waiting = 0
    }

    @inline(__always) private mutating func count(_ look: Pending) -> Int {
        var index = row(for: look.key, hash: look.hash, limit: capacity)
        if index < 0 {
            sharedPackets &+= 1
            let key = FlowTable.shared(look.key)
            index = row(for: key, hash: key.hash(seed), limit: rows.count &- 1)
            // Should even the shared rows run out, the last row takes what is left.
            if index < 0 { index = rows.count &- 1 }
        }
        rows.update(index) { row in
            row.add(length: look.length, at: look.time, frame: look.frame)
            if look.refined != 0 { row.refined = look.refined }
        }
        return index
    }

    /// The row of a key, made if there is room below `limit`; -1 if there is none.
    @inline(__always) private mutating func row(
        for key: FlowKey, hash: UInt64, limit: Int
    ) -> Int {
        let tag = UInt32(truncatingIfNeeded: hash) & 0xffe0_0000
        let mask = slots.count &- 1
        var at = Int(truncatingIfNeeded: hash &>> shift)
        while true {
            let slot = slots[at]
            if slot == 0 {
                guard count < limit else { return -1 }
                let index = count
                count &+= 1
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

    /// The key under which a flow without a row of its own is counted.
    private static func shared(_ key: FlowKey) -> FlowKey {
        var key = key
        key.local = .unspecified
        key.localPort = 0
        key.remotePort = 0
        if key.family == .ipv4 {
            key.remote = IPAddress(v4: key.remote.v4 & 0xffff_ff00)
        } else {
            key.remote.low = 0
        }
        return key
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
