/// What a reader remembers between the blocks of a pcapng file.
@frozen @usableFromInline struct PcapngState: Sendable {
    /// Whether a section header was read.
    @usableFromInline var inSection = false
    /// The byte order of the current section.
    @usableFromInline var bigEndian = false
    /// Index in the file of the current section's first interface.
    @usableFromInline var firstInterface = 0
    /// The clocks of the current section's interfaces.
    @usableFromInline var clocks: [InterfaceClock] = []
    /// Nanoseconds per tick of these clocks, 0 where that does not tell the time.
    @usableFromInline var scales: [UInt64] = []

    /// Bytes of a skipped block that are still to come, without its last four.
    var skipping = 0
    /// The skipped block's length as its first bytes told it, to compare with its last four; 0 when
    /// no block is being skipped.
    @usableFromInline var trailer: UInt32 = 0

    /// Statistics of all interfaces of the file, by index.
    var counters: [InterfaceCounters] = []
    /// Sum of the drops told between frames (`epb_dropcount` and the old packet block's field).
    @usableFromInline var droppedBetween: UInt64?
    /// Comments on frames.
    @usableFromInline var comments: UInt64 = 0
    /// Blocks of a type that is not known here.
    var unknownBlocks: UInt64 = 0

    /// Before the first section.
    @usableFromInline init() {}

    /// Adds drops that were told between two frames.
    @usableFromInline mutating func lose(_ frames: UInt64) {
        droppedBetween = saturatingSum(droppedBetween, frames)
    }
}

/// The pcapng block types that are not skipped, and those skipped knowingly.
@usableFromInline enum BlockType {
    @usableFromInline static var interface: UInt32 { 1 }
    @usableFromInline static var oldPacket: UInt32 { 2 }
    @usableFromInline static var simplePacket: UInt32 { 3 }
    static var nameResolution: UInt32 { 4 }
    @usableFromInline static var statistics: UInt32 { 5 }
    @usableFromInline static var enhancedPacket: UInt32 { 6 }
    static var journal: UInt32 { 9 }
    static var decryptionSecrets: UInt32 { 10 }
    @usableFromInline static var sectionHeader: UInt32 { 0x0a0d_0d0a }
}
