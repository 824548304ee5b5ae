public import Wire

/// What makes frames one flow: direction-bound, and kept apart by stage, interface and kind.
public struct FlowKey: Hashable, Sendable, BitwiseCopyable {
    /// The host's address.
    public var local: IPAddress
    /// The other end's address.
    public var remote: IPAddress
    /// The host's port; 0 for one-shot classes.
    public var localPort: UInt16
    /// The other end's port.
    public var remotePort: UInt16
    /// The upper-layer protocol number.
    public var transport: UInt8
    /// The class, by the frame's own headers.
    public var trafficClass: TrafficClass
    /// Index of the stage in the run's `StageLine`.
    public var stage: UInt8
    /// Index of the interface in the subject.
    public var interface: UInt8
    /// What else is true of the frames.
    public var traits: Traits
    /// The version of IP.
    public var family: Packet.Family
    /// The reach of the remote address.
    public var reach: Reach

    /// A key from its parts.
    @inline(__always) init(
        local: IPAddress, remote: IPAddress, localPort: UInt16, remotePort: UInt16,
        transport: UInt8, trafficClass: TrafficClass, stage: UInt8, interface: UInt8,
        traits: Traits, family: Packet.Family, reach: Reach
    ) {
        self.local = local
        self.remote = remote
        self.localPort = localPort
        self.remotePort = remotePort
        self.transport = transport
        self.trafficClass = trafficClass
        self.stage = stage
        self.interface = interface
        self.traits = traits
        self.family = family
        self.reach = reach
    }

    /// Ports, protocol, class, stage and interface in one word.
    @inline(__always) var word: UInt64 {
        UInt64(localPort) | UInt64(remotePort) &<< 16 | UInt64(transport) &<< 32
            | UInt64(trafficClass.rawValue) &<< 40 | UInt64(stage) &<< 48
            | UInt64(interface) &<< 56
    }

    /// Traits, family and reach in one word.
    @inline(__always) var kindWord: UInt32 {
        UInt32(traits.rawValue) | UInt32(family.rawValue) &<< 16 | UInt32(reach.rawValue) &<< 24
    }

    /// A keyed hash; the seed is drawn for each run, so that nobody can choose flows that collide.
    @inline(__always) func hash(_ seed: UInt64) -> UInt64 {
        var state = seed ^ word
        state = FlowKey.mix(state ^ remote.low, remote.high ^ UInt64(kindWord))
        return FlowKey.mix(state ^ local.low, local.high ^ 0x9e37_79b9_7f4a_7c15)
    }

    @inline(__always) static func mix(_ a: UInt64, _ b: UInt64) -> UInt64 {
        // Folded multiplication; the odd constants keep a zero operand from wiping the other.
        let product = (a ^ 0xa076_1d64_78bd_642f).multipliedFullWidth(by: b ^ 0xe703_7ed1_a0b4_28db)
        return product.high ^ product.low
    }

    /// Whether both are the same flow.
    @inline(__always) public static func == (left: FlowKey, right: FlowKey) -> Bool {
        left.remote.low == right.remote.low && left.word == right.word
            && left.local.low == right.local.low && left.remote.high == right.remote.high
            && left.local.high == right.local.high && left.kindWord == right.kindWord
    }
}

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
    /// How many of its frames were kept: for names in the low four bits, for notes in the high four.
    var kept: UInt8
    /// The class that a name gave the whole flow, plus one; 0 if none did.
    var refined: UInt8
    /// Lengths on the wire, added up.
    public var bytes: UInt64
    /// Time of the earliest frame, in nanoseconds since the UNIX epoch.
    public var first: UInt64
    /// Time of the latest frame.
    public var last: UInt64

    /// The class of the whole flow: that of its name, where one was read.
    public var trafficClass: TrafficClass {
        refined == 0 ? key.trafficClass : TrafficClass(rawValue: refined &- 1) ?? key.trafficClass
    }

    /// What a rule needs to know of it.
    public var traffic: Traffic {
        Traffic(
            trafficClass, key.traits, transport: key.transport, reach: key.reach,
            family: key.family)
    }

    /// Its counts.
    public var tally: Tally {
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
    @inline(__always)
    mutating func add(length: UInt32, at time: UInt64, frame: UInt64) {
        let number = frame > UInt64(UInt32.max) ? .max : UInt32(truncatingIfNeeded: frame)
        if packets == 0 || time < first {
            first = time
            firstFrame = number
        }
        packets = packets == .max ? .max : packets &+ 1
        bytes &+= UInt64(length)
        if time >= last {
            last = time
            lastFrame = number
        }
    }
}
