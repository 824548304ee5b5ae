extension Report {
    /// The controls of a run that judges a recording.
    public enum ControlID: String, CaseIterable, Sendable {
        /// Our own heartbeat was captured on each underlay all the time.
        case tapHeartbeat = "control.tap_heartbeat"
        /// Probes were sent, and answered through the tunnel.
        case path = "control.path"
        /// Without protection the same probes could leave by an underlay.
        case leakable = "control.leakable"
        /// Traffic of the check's class was seen inside the tunnel in that stage.
        case tunnelClass = "control.tunnel_class"
        /// The outer flow was seen both ways in that stage.
        case outerAlive = "control.outer_alive"
        /// The capture lost nothing.
        case drops = "control.drops"
        /// The fault was seen to happen.
        case fault = "control.fault"
        /// A made-up leak was found by the same code.
        case detector = "control.detector"
    }

    /// What proves that a leak would have been seen.
    public struct Control: Sendable {
        /// Which control.
        public let id: ControlID
        /// What it proves, in one sentence.
        public let title: String
        /// How many marks were sent; nil when it does not count.
        public let sent: Int?
        /// How many of them were seen.
        public let seen: Int?
        /// Whether it holds.
        public let isProven: Bool

        /// A control and its outcome; `counted` has the marks sent and seen.
        public init(
            id: ControlID, title: String, isProven: Bool, counted: (sent: Int, seen: Int)? = nil
        ) {
            self.id = id
            self.title = title
            self.isProven = isProven
            sent = counted?.sent
            seen = counted?.seen
        }
    }
}
