/// How many frames, how many bytes, and when: exact.
@frozen public struct Tally: Hashable, Sendable, BitwiseCopyable {
    /// Number of frames.
    public var packets: UInt64
    /// Their lengths on the wire, added up.
    public var bytes: UInt64
    /// Time of the earliest frame, in nanoseconds since the UNIX epoch.
    public var first: UInt64
    /// Time of the latest frame.
    public var last: UInt64
    /// Number of the earliest frame in its file.
    public var firstFrame: UInt64
    /// Number of the latest frame in its file.
    public var lastFrame: UInt64

    /// A tally of nothing.
    @inlinable public init() {
        packets = 0
        bytes = 0
        first = 0
        last = 0
        firstFrame = 0
        lastFrame = 0
    }

    /// Whether nothing was counted.
    @inlinable public var isEmpty: Bool { packets == 0 }

    /// Counts one frame.
    @inlinable @inline(__always)
    public mutating func add(length: UInt32, at time: UInt64, frame: UInt64) {
        if packets == 0 || time < first {
            first = time
            firstFrame = frame
        }
        packets &+= 1
        bytes &+= UInt64(length)
        if time >= last {
            last = time
            lastFrame = frame
        }
    }

    /// Counts what another tally of the same file has counted.
    public mutating func add(_ other: Tally) {
        guard !other.isEmpty else { return }
        if isEmpty || other.first < first {
            first = other.first
            firstFrame = other.firstFrame
        }
        packets &+= other.packets
        bytes &+= other.bytes
        if other.last >= last {
            last = other.last
            lastFrame = other.lastFrame
        }
    }
}
