/// A fault of a drill: when it was there, what proves it, and what the machine was like meanwhile.
public struct DrilledFault: Hashable, Sendable {
    /// Which fault it is, as `--faults` takes it.
    public var id: FaultID
    /// From when on it may have been there, in nanoseconds since the UNIX epoch.
    public var from: UInt64
    /// When it was injected.
    public var at: UInt64
    /// When it was seen to be there, for what the machine does behind `at`; nil where it was seen at once, or
    /// never.
    public var shown: UInt64?
    /// Until when the traffic was watched under it; then its undoing began.
    public var until: UInt64
    /// When it was undone.
    public var undone: UInt64
    /// When a canary was answered again, behind that; nil if none was.
    public var recovered: UInt64?
    /// Whether it was seen to happen, and by what.
    public var proof: Proof
    /// Where the routes led under it, as the kernel said.
    public var ways: [Way] = []
    /// When it happened each time, if it is one that happens again and again, in order of time.
    public var transitions: [UInt64] = []
    /// What was set differently when it was undone, a sentence each.
    public var changes: [String] = []
    /// Whether the entry was blocked as well: once more, for a tunnel that carried again at once.
    public var isEntryBlocked = false
    /// Whether it was injected once more behind all others, to see that what blocks is still there.
    public var isAfterRecovery = false

    /// Most times that a fault happens.
    static let mostTransitions = 1_000

    /// Whether a fault was seen to happen.
    public enum Proof: Hashable, Sendable {
        /// It was, by this.
        case shown(String)
        /// It was not, for this reason.
        case missing(String)
    }

    /// Where the routes led for a sender and a version of IP.
    public struct Way: Hashable, Sendable {
        /// The version of IP, 4 or 6.
        public var version: UInt8
        /// Who would send.
        public var sender: TrafficCell.Sender
        /// The interface; nil where there is no route.
        public var interface: String?

        /// A way from its parts.
        public init(version: UInt8, sender: TrafficCell.Sender, interface: String?) {
            self.version = version
            self.sender = sender
            self.interface = interface
        }
    }

    /// A fault from its parts.
    public init(
        _ id: FaultID, from: UInt64, at: UInt64, until: UInt64, undone: UInt64, proof: Proof
    ) {
        self.id = id
        self.from = from
        self.at = at
        self.until = until
        self.undone = undone
        self.proof = proof
    }
}
