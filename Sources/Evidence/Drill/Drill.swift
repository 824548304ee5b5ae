public import Wire

/// What a drill did: the traffic that it kept going, and the faults that it injected meanwhile.
public struct Drill: Sendable {
    /// The kinds of traffic.
    public var cells: [TrafficCell]
    /// Each canary, in order of cell and number.
    public var attempts: [Attempt]
    /// The faults, in order of time.
    public var faults: [DrilledFault]
    /// Canaries a second in each cell.
    public var rate: Int
    /// Frames that left outside the tunnel, in order of time, up to `mostStrays`; the ledger's counts
    /// are exact whatever stands here.
    public var strays: [StrayFrame] = []

    /// Most stray frames that are listed: at 1000 canaries a second in each of 24 cells, 40 s.
    public static let mostStrays = 1 << 20

    /// When the uplink was down, so that nothing could leave there: half a second more, until it carries
    /// again.
    var pauses: [Range<UInt64>] {
        faults.filter { $0.id == .uplinkFlap }.map { $0.from..<max($0.from, $0.at &+ 500_000_000) }
    }

    /// Whether the canaries stand in order of cell and number, and none is missing.
    var isWhole: Bool {
        var (cell, number) = (-1, 0)
        return attempts.allSatisfy { attempt in
            number = attempt.cell == cell ? number + 1 : 1
            guard attempt.cell >= cell, cells.indices.contains(attempt.cell) else { return false }
            cell = attempt.cell
            return attempt.number == number
        }
    }

    /// A drill from its parts.
    public init(
        cells: [TrafficCell], attempts: [Attempt] = [], faults: [DrilledFault] = [], rate: Int = 20
    ) {
        self.cells = cells
        self.attempts = attempts
        self.faults = faults
        self.rate = rate
    }
}

/// A frame that left outside the tunnel while a drill ran.
public struct StrayFrame: Hashable, Sendable {
    /// When, in nanoseconds since the UNIX epoch.
    public var at: UInt64
    /// Its length on the wire.
    public var length: UInt32
    /// Its number in the evidence.
    public var number: UInt64
    /// The ledger's stratum that counts it.
    public var stratum: Int
    /// The cell of the canary in it; nil where it is none of ours.
    public var cell: Int?
    /// Where it went.
    public var remote: IPAddress
    /// The port that it went to; 0 where there is none.
    public var remotePort: UInt16
    /// Whether it was seen to come in before it left: a guest sent it.
    public var isForwarded = false

    /// A frame from its parts.
    init(
        at: UInt64, length: UInt32, number: UInt64, stratum: Int, cell: Int?, remote: IPAddress,
        remotePort: UInt16
    ) {
        self.at = at
        self.length = length
        self.number = number
        self.stratum = stratum
        self.cell = cell
        self.remote = remote
        self.remotePort = remotePort
    }

    /// A frame by its record.
    init(_ record: FrameRecord, _ sent: SentPacket, stratum: Int, cell: Int?) {
        self.init(
            at: record.time, length: record.originalLength, number: record.number,
            stratum: stratum, cell: cell, remote: sent.remote, remotePort: sent.remotePort)
    }
}
