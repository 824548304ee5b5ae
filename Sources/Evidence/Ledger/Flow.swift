internal import Wire

/// A flow that was not allowed, or one seen inside a tunnel: its key and its exact counts.
public struct Flow: Sendable, BitwiseCopyable {
    /// What the frames have in common.
    public var key: FlowKey
    /// Number of frames; stops at its largest value.
    public var packets: UInt32
    /// Number of the first frame in its file; stops at its largest value.
    public var firstFrame: UInt32
    /// Number of the last frame in its file; stops at its largest value.
    public var lastFrame: UInt32
    /// Lengths on the wire, added up.
    public var bytes: UInt64
    /// Time of the earliest frame, in nanoseconds since the UNIX epoch.
    public var first: UInt64
    /// Time of the latest frame.
    public var last: UInt64

    /// The class of the whole flow: that of its name, where one was read.
    public var trafficClass: TrafficClass {
        key.refined == 0
            ? key.trafficClass : TrafficClass(rawValue: key.refined &- 1) ?? key.trafficClass
    }

    /// What a rule needs to know of it.
    public var traffic: Traffic {
        Traffic(
            trafficClass, key.traits, transport: key.transport, reach: key.reach,
            family: key.family)
    }

    /// Its counts.
    @inline(__always) public var tally: Tally {
        var tally = Tally()
        tally.packets = UInt64(packets)
        tally.bytes = bytes
        tally.first = first
        tally.last = last
        tally.firstFrame = UInt64(firstFrame)
        tally.lastFrame = UInt64(lastFrame)
        return tally
    }

    /// Counts one frame.
    @inline(always)
    mutating func add(length: UInt32, at time: UInt64, frame: UInt32) {
        if packets == 0 || time < first {
            first = time
            firstFrame = frame
        }
        packets = packets == .max ? .max : packets &+ 1
        bytes &+= UInt64(length)
        if time >= last {
            last = time
            lastFrame = frame
        }
    }
}
