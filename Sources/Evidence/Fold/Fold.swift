internal import Wire

/// Folds frames into a ledger as they come, one at a time and in place.
///
/// The ledger grows with flows, never with frames. What the allowance covers is only counted; what
/// it does not cover, and what was seen inside a tunnel, becomes a flow. Live capture and
/// `analyze FILE` use this same fold, so their findings are identical.
///
/// Every step is `mutating`, also one that changes nothing: a borrowing one would be handed a copy of
/// all of the fold's state, at the cost of a whole frame.
struct Fold: ~Copyable {
    let allowance: Allowance
    let stages: StageLine
    let host: HostIdentity
    /// The host's first MAC address; all ones if there is none, which no frame has.
    let firstStation: UInt64
    /// The ARPHRD number of the underlay in a cooked capture; 0 if it is not known.
    let underlayHardware: UInt16
    /// Whether somebody vouches for what each interface is, so that nothing is guessed by its kind.
    let rolesAreTold: Bool
    /// Matches outer flows without touching the allowance's array per frame.
    let outer: OuterMatcher

    var flows: FlowTable
    var totals = Totals()
    var kept = KeptFrames()
    var network = LocalNetwork()
    var tunnelSources: TunnelSources
    var fragments = FragmentMemory()
    var names = NameSet()
    var identifiers = StableIdentifiers()
    var examination = OuterExamination()
    var observations = ObservationLog()
    var sightings = Sightings()
    var clock = FoldClock()
    var jumps: [TimeJumps] = []
    var pathSize = PathSizeWatch()
    var heartbeats: HeartbeatLog

    /// The frame being folded: its record and its headers. They stand here and are not passed from
    /// step to step, which would copy them each time.
    var record = FrameRecord(
        time: 0, originalLength: 0, interface: 0, direction: .unknown, number: 0)
    var packet = Packet.unread

    /// The file being read.
    var file = FileRole()
    /// The interfaces, file after file.
    var vantages: [Vantage] = []
    /// The vantage that stands for the tunnel interfaces in a cooked capture of any interface.
    var cookedTunnelIndex: UInt8?
    /// Index of the first interface of the file being read.
    var firstVantage = 0
    /// The interface of the last frame, unpacked.
    var current = CurrentVantage()
    /// Index of the stage of the last frame, and when it begins and ends; none has begun at the start
    /// of a file.
    var stage = 0
    var stageStart: UInt64 = 0
    var stageEnd: UInt64 = 0

    /// Whether the host was not yet seen to send IPv6 from a global address in this stage.
    var seeksGlobal = true

    /// Vantages that face guests of the machine, and what guests sent there to be forwarded.
    var guestVantages: Set<UInt8> = []
    var guestFlows: Set<FlowEnds> = []

    /// Ports from which probes of ours sent to an outer flow's own address and port.
    var plaintextPorts: Set<UInt16> = []
    /// Whether there are any.
    var seeksPlaintext = false
    /// Hashes of the names that only systemd-resolved was asked for.
    var resolvedNames: Set<UInt64> = []

    /// Calls of the client's own, and the ends of probes that are none.
    var calls = CallReader()
    var probeEnds: Set<FlowEnds> = []

    /// What the fold found it could not do.
    var blindness = Blindness()

    /// Most interfaces of a run: their index takes eight bits of a flow's key.
    static var mostVantages: Int { 254 }

    /// A fold for one run.
    init(
        allowance: Allowance, stages: StageLine, host: HostIdentity,
        capacity: Int = FlowTable.fullCapacity, ownAddresses: [IPAddress] = [],
        innerAddresses: [IPAddress] = [], underlayHardware: UInt16 = 0, watchedFrom: UInt64? = nil,
        pauses: [Range<UInt64>] = []
    ) {
        self.allowance = allowance
        self.stages = stages
        self.host = host
        self.underlayHardware = underlayHardware
        firstStation = host.stations.first?.value ?? .max
        outer = OuterMatcher(allowance.outer)
        flows = FlowTable(capacity: capacity)
        rolesAreTold = watchedFrom != nil
        heartbeats = HeartbeatLog(from: watchedFrom ?? 0, pauses: pauses)
        tunnelSources = TunnelSources(except: ownAddresses, known: innerAddresses)
    }

    /// Begins the next file.
    mutating func begin(_ role: FileRole) {
        restartClock()
        file = role
        firstVantage = vantages.count
        current = CurrentVantage()
    }

    /// What the hot path needs to know of an interface.
    struct CurrentVantage {
        /// Index in the file; a value that no interface has makes the first frame look it up.
        var number: UInt16 = .max
        var index: UInt8 = 0
        var link = LinkType.ethernet
        var role = Vantage.Role.underlay
        /// Whether it is an underlay, whatever a frame says: only a cooked capture tells frames apart.
        var isPlain = false
        /// Whether the sender's station tells the direction, and the host has but one.
        var stationTells = false
    }
}

extension Fold: CaptureSink {
    /// Always false: the fold takes every frame.
    var hasEnough: Bool { false }

    /// Takes an interface and decides what it is to the host.
    mutating func declare(_ interface: CaptureInterface) {
        let name = interface.name?.raw ?? ""
        let isTunnel = file.isTunnel || file.tunnelNames.contains(name)
        let isLocal = name == "lo" || file.localNames.contains(name)
        let told = file.tellsRoles ? interface.description : nil
        let role: Vantage.Role =
            told.flatMap { Vantage.Role(rawValue: $0.raw) }
            ?? (isTunnel ? .tunnel : isLocal ? .loopback : .underlay)
        if file.partStarts.contains(name) { restartClock() }
        if role == .loopback, name != "lo" {
            guestVantages.insert(UInt8(truncatingIfNeeded: vantages.count))
        }
        vantages.append(
            Vantage(
                file: file.number, name: interface.name,
                link: LinkType(rawValue: interface.linkType),
                role: role,
                digits: min(max(Int(interface.timestampDigits), 6), 9)))
    }

    /// Takes one frame.
    ///
    /// The reader's loops call it, and everything on the way of a usual frame is inlined here, so that
    /// what was read of a frame stays in registers.
    @inline(never)
    mutating func take(_ frame: RawSpan, _ record: FrameRecord) {
        if record.time >= clock.latest, record.time < stageEnd {
            clock.latest = record.time
        } else {
            turnClock(to: record)
        }
        if record.interface != current.number { enterVantage(record.interface) }
        self.record = record
        packet.read(frame, link: current.link, originalLength: record.originalLength)
        if current.isPlain || (current.role == .underlay && !isCookedElsewhere()) {
            takeUnderlay(frame)
        } else {
            takeElsewhere(frame)
        }
    }

    /// Passes to the time of a file's first frame, of the next stage, or back.
    @inline(never) private mutating func turnClock(to record: FrameRecord) {
        if record.time < stageStart || record.time >= stageEnd { enterStage(at: record.time) }
        clock.pass(record.time, frame: record.number)
    }

    /// Finds the stage that a time belongs to.
    private mutating func enterStage(at time: UInt64) {
        stage = (stages.marks.lastIndex { $0.at <= time }) ?? 0
        seeksGlobal = true
        stageStart = stages.marks[stage].at
        stageEnd = stage + 1 < stages.marks.count ? stages.marks[stage + 1].at : .max
        // The very last instant that a file can express belongs to the last stage.
        if stageEnd == .max, time == .max { stageStart = .max }
    }

    /// Unpacks the interface that the next frames come from.
    @inline(never) private mutating func enterVantage(_ number: UInt16) {
        let index = firstVantage + Int(number)
        guard index < min(vantages.count, Fold.mostVantages) else {
            // Nobody can say what it is, so its frames prove nothing.
            current = CurrentVantage(number: number, index: 0, role: .loopback)
            blindness.surplusVantages = true
            return
        }
        let vantage = vantages[index]
        current = CurrentVantage(
            number: number, index: UInt8(truncatingIfNeeded: index), link: vantage.link,
            role: vantage.role,
            isPlain: vantage.role == .underlay && (rolesAreTold || !vantage.link.tellsDirection),
            stationTells: !vantage.link.tellsDirection && host.stations.count == 1)
    }

    /// Counts a frame that needs no rule.
    @inline(always)
    mutating func count(_ kind: Expected) {
        totals.add(
            kind, stage: stage, length: record.originalLength, at: record.time,
            frame: record.number)
    }
}

/// What a file is to the run.
struct FileRole {
    /// Its index in the subject.
    var number = 0
    /// Whether all of it was captured inside a tunnel.
    var isTunnel = false
    /// Names of interfaces that are tunnels.
    var tunnelNames: Set<String> = []
    /// Names of interfaces whose frames never leave the machine.
    var localNames: Set<String> = []
    /// Names of the interfaces at which a part with a clock of its own begins.
    var partStarts: Set<String> = []
    /// Whether the description of each interface is its role: a stream of our own.
    var tellsRoles = false
}

/// What the fold found it could not do: each becomes a gap in coverage.
struct Blindness {
    /// Frames that a second sender sent to an outer flow.
    var rivalSenders: UInt64 = 0
    /// Frames cut by the snap length whose headers stayed readable.
    var cutFrames: UInt64 = 0
    /// Frames that could not be judged because the snap length cut their headers.
    var undecodedByCut: UInt64 = 0
    /// Shortest captured length of a cut frame.
    var shortestCut = Int.max
    /// Whether there were more interfaces than fit a flow's key.
    var surplusVantages = false
    /// Frames of which nobody can say who sent them, by vantage.
    var undirected: [Int: UInt64] = [:]
}

/// Watches the timestamps for going backwards.
struct FoldClock {
    /// Backward steps up to this are reordering, between queues of a card or by a processor that was taken
    /// away between a frame's stamp and its place in the ring (2 ms were seen on a busy machine): 5 ms
    /// in nanoseconds, which is what an open window may be wrong by.
    static let reordering: UInt64 = 5_000_000

    var latest: UInt64 = 0
    var earliest: UInt64 = .max
    var backwardSteps: UInt64 = 0
    var largestStep: UInt64 = 0
    var firstBackwardFrame: UInt64 = 0

    mutating func pass(_ time: UInt64, frame: UInt64) {
        if time >= latest {
            latest = time
            if time < earliest { earliest = time }
        } else {
            step(back: time, frame: frame)
        }
    }

    private mutating func step(back time: UInt64, frame: UInt64) {
        if time < earliest { earliest = time }
        guard latest &- time > FoldClock.reordering else { return }
        if backwardSteps == 0 { firstBackwardFrame = frame }
        backwardSteps &+= 1
        largestStep = max(largestStep, latest &- time)
        // Go on from here, so that one jump is counted once and not at every frame after it.
        latest = time
    }
}
