/// Counts distinct names by their hashes, stage by stage, in fixed memory.
struct NameSet: ~Copyable {
    /// Slots; a power of two. Beyond three quarters the count is a lower bound.
    private static var capacity: Int { 1 << 16 }

    private var slots = FixedBuffer<UInt64>(zeroed: NameSet.capacity)
    private var held = 0
    private var counts = FixedBuffer<UInt32>(zeroed: StageLine.mostMarks + 1)

    /// Counts a name, once in each stage.
    mutating func insert(_ hash: UInt64, stage: Int) {
        let mixed = FlowKey.mix(hash, UInt64(truncatingIfNeeded: stage)) | 1
        var at = Int(truncatingIfNeeded: mixed &>> 48)
        while slots[at] != 0 {
            if slots[at] == mixed { return }
            at = (at &+ 1) & (NameSet.capacity &- 1)
        }
        guard held < NameSet.capacity / 4 * 3 else { return }
        slots[at] = mixed
        held &+= 1
        counts[stage] = counts[stage] &+ 1
    }

    /// Number of distinct names in a stage.
    func count(stage: Int) -> Int { Int(counts[stage]) }
}
