public import Wire

extension Report {
    /// What a drill did and what came of it, fault by fault.
    public struct Drill: Sendable {
        /// Canaries a second in each kind of traffic, as they were asked for.
        public let rate: Int
        /// As many as were really sent in each; the same as `rate` unless they are clearly fewer.
        public let rateReached: Int
        /// The longest time between two canaries of a kind of traffic under a fault, in seconds: what opened
        /// for less may have been missed.
        public let longestGap: Double
        /// The faults, in order of time.
        public internal(set) var faults: [Fault]
        /// Width of the bins of all cells, in seconds: 0.01 unless there were more than `mostBins` so.
        public let binWidth: Double
        /// What the rules of the machine say by themselves; nil where they were not read.
        public let rules: Rules?
    }

    /// A fault of a drill.
    public struct Fault: Sendable {
        /// Which one, as `--faults` takes it.
        public let id: String
        /// Whether the entry was blocked as well: once more, for a tunnel that carried again at once.
        public let isEntryBlocked: Bool
        /// Whether it came once more behind all others, to see that what blocks is still there.
        public let isAfterRecovery: Bool
        /// When it was there, in seconds.
        public let at: Double
        /// The same, RFC 3339 in UTC.
        public let happenedAt: String
        /// When its undoing began, RFC 3339 in UTC.
        public let undoneAt: String
        /// Until when the traffic was watched under it, in seconds.
        public let until: Double
        /// What shows that it happened, or why nothing does.
        public let proof: OutsideText
        /// Whether it was seen to happen.
        public let isProven: Bool
        /// The longest time under it in which the tunnel carried nothing, in seconds; nil if it carried nothing
        /// at all, or the fault is none that cuts it.
        public let outage: Double?
        /// Whether that time was too short to test anything.
        public let isTooShort: Bool
        /// From the fault until this machine first refused a new flow or let one out, in seconds; nil if it never
        /// did.
        public let detection: Double?
        /// From its undoing until a canary was answered again, in seconds; nil if none was.
        public let recovery: Double?
        /// When what left under it left; nil if nothing did.
        public let window: Window?
        /// When each packet left, in seconds after the fault; of more than `mostLeaks` the first half of
        /// as many, and the last.
        public let leaks: [Double]
        /// Most packets that are listed one by one; the window's count is exact.
        public static let mostLeaks = 10_000
        /// What became of each kind of traffic.
        public internal(set) var cells: [Cell]
        /// The same fault in all of several runs; nil where there was but one.
        public internal(set) var repeats: Repetition?
    }

    /// The time in which a tunnel was open under a fault.
    public struct Window: Sendable {
        /// When the first packet left, in seconds after the fault.
        public let after: Double
        /// From the first packet to the last, in seconds.
        public let length: Double
        /// How many packets left.
        public let packetCount: Int
        /// Their original lengths added up.
        public let byteCount: Int
        /// To how many addresses and ports.
        public let destinationCount: Int
    }

    /// One kind of traffic under a fault.
    public struct Cell: Sendable {
        /// Its class: new, established, preconnect or dns.
        public let kind: String
        /// What carries it: udp, tcp, or stub for the system's resolver.
        public let carrier: String
        /// Who sends it: root, user or forwarded.
        public let sender: String
        /// The version of IP, 4 or 6.
        public let version: Int
        /// What held it; nil if something left, or nothing was tried.
        public let heldBy: Hold?
        /// What became of its canaries, in bins of the drill's width and in their order; those in which
        /// nothing was sent are left out.
        public internal(set) var bins: [Bin]
    }

    /// What became of canaries of one kind in a bin.
    public struct Bin: Sendable {
        /// Its number, counted from the fault.
        public let index: Int
        /// Canaries that were answered through the tunnel.
        public var inside = 0
        /// Canaries that were taken and not answered.
        public var held = 0
        /// Canaries that this machine refused.
        public var blocked = 0
        /// Packets that left outside.
        public var leaked = 0
    }
}
