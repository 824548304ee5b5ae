public import Wire

/// What makes frames one flow: direction-bound, and kept apart by stage, interface and kind.
///
/// Everything but the addresses is packed into two words, so that hashing and comparing take a few
/// instructions.
@frozen public struct FlowKey: Hashable, Sendable, BitwiseCopyable {
    /// The host's address.
    public var local: IPAddress
    /// The other end's address.
    public var remote: IPAddress
    /// From the low bits up: the host's port, the other port, protocol, class, stage, interface.
    private(set) var word: UInt64
    /// From the low bits up: traits (16 bits), family (2), reach (2); the other bits are `Flow`'s.
    private(set) var kind: UInt32

    /// The bits of `kind` that belong to the key.
    static let kindMask: UInt32 = 0xf_ffff

    /// A key from its parts.
    @inline(always) init(
        local: IPAddress, remote: IPAddress, localPort: UInt16, remotePort: UInt16,
        transport: UInt8, trafficClass: TrafficClass, stage: UInt8, interface: UInt8,
        traits: Traits, family: Packet.Family, reach: Reach
    ) {
        self.local = local
        self.remote = remote
        word =
            UInt64(localPort) | UInt64(remotePort) &<< 16 | UInt64(transport) &<< 32
            | UInt64(trafficClass.rawValue) &<< 40 | UInt64(stage) &<< 48
            | UInt64(interface) &<< 56
        kind =
            UInt32(traits.rawValue) | UInt32(family.rawValue) &<< 16
            | UInt32(reach.rawValue) &<< 18
    }

    /// The host's port; 0 for one-shot classes.
    public var localPort: UInt16 {
        get { UInt16(truncatingIfNeeded: word) }
        set { word = word & ~0xffff | UInt64(newValue) }
    }
    /// The other end's port.
    public var remotePort: UInt16 {
        get { UInt16(truncatingIfNeeded: word &>> 16) }
        set { word = word & ~0xffff_0000 | UInt64(newValue) &<< 16 }
    }
    /// The upper-layer protocol number.
    public var transport: UInt8 { UInt8(truncatingIfNeeded: word &>> 32) }
    /// The class, by the frames' own headers.
    public var trafficClass: TrafficClass {
        TrafficClass(rawValue: UInt8(truncatingIfNeeded: word &>> 40)) ?? .other
    }
    /// Index of the stage in the run's `StageLine`.
    public var stage: UInt8 { UInt8(truncatingIfNeeded: word &>> 48) }
    /// Index of the interface in the subject.
    public var interface: UInt8 { UInt8(truncatingIfNeeded: word &>> 56) }
    /// What else is true of the frames.
    public var traits: Traits { Traits(rawValue: UInt16(truncatingIfNeeded: kind)) }
    /// The version of IP.
    public var family: Packet.Family {
        Packet.Family(rawValue: UInt8(truncatingIfNeeded: kind &>> 16) & 3) ?? .none
    }
    /// The reach of the remote address.
    public var reach: Reach { Reach(rawValue: UInt8(truncatingIfNeeded: kind &>> 18) & 3) ?? .far }

    /// Adds traits that were learnt later.
    mutating func add(_ traits: Traits) { kind |= UInt32(traits.rawValue) }

    /// Takes traits away.
    mutating func remove(_ traits: Traits) { kind &= ~UInt32(traits.rawValue) }

    /// Drops what makes the flow one of its own, so that flows to one network are counted together.
    mutating func share() {
        local = .unspecified
        localPort = 0
        remotePort = 0
        if family == .ipv4 {
            remote = IPAddress(v4: remote.v4 & 0xffff_ff00)
        } else {
            remote.low = 0
        }
    }

    /// A keyed hash; the seed is drawn for each run, so that nobody can choose flows that collide.
    @inline(always) func hash(_ seed: UInt64) -> UInt32 {
        let state = FlowKey.mix(
            seed ^ word ^ remote.low, remote.high ^ UInt64(kind & FlowKey.kindMask))
        return UInt32(
            truncatingIfNeeded: FlowKey.mix(state ^ local.low, local.high ^ 0x9e37_79b9_7f4a_7c15))
    }

    @inline(always) static func mix(_ a: UInt64, _ b: UInt64) -> UInt64 {
        // Folded multiplication; the odd constants keep a zero operand from wiping the other.
        let product = (a ^ 0xa076_1d64_78bd_642f).multipliedFullWidth(by: b ^ 0xe703_7ed1_a0b4_28db)
        return product.high ^ product.low
    }

    /// Whether both are the same flow; what a row notes beside its key does not matter.
    @inline(__always) public static func == (left: FlowKey, right: FlowKey) -> Bool {
        // One branch: a flow that was found by its hash is nearly always the right one.
        let addresses =
            (left.remote.low ^ right.remote.low) | (left.remote.high ^ right.remote.high)
            | (left.local.low ^ right.local.low) | (left.local.high ^ right.local.high)
        return addresses | (left.word ^ right.word)
            | UInt64((left.kind ^ right.kind) & FlowKey.kindMask) == 0
    }

    /// Feeds what makes it the flow that it is.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(local)
        hasher.combine(remote)
        hasher.combine(word)
        hasher.combine(kind & FlowKey.kindMask)
    }
}

extension FlowKey {
    /// What the flow's own bits beside the key hold: the class that a name gave it, plus one.
    var refined: UInt8 {
        get { UInt8(truncatingIfNeeded: kind &>> 20) & 15 }
        set { kind = kind & ~(15 &<< 20) | UInt32(newValue & 15) &<< 20 }
    }

    /// How many of its frames were kept to find names, 0 to 15.
    var keptHellos: UInt8 {
        get { UInt8(truncatingIfNeeded: kind &>> 24) & 15 }
        set { kind = kind & ~(15 &<< 24) | UInt32(newValue & 15) &<< 24 }
    }

    /// How many of its frames were kept as examples, 0 to 15.
    var keptNotes: UInt8 {
        get { UInt8(truncatingIfNeeded: kind &>> 28) }
        set { kind = kind & ~(15 &<< 28) | UInt32(newValue & 15) &<< 28 }
    }

    /// Stage, interface, protocol, class, refined class and kind: equal for flows of one stratum.
    @inline(always) var stratum: UInt64 {
        word &>> 32 | UInt64(kind & 0xff_ffff) &<< 32
    }
}
