public import Wire

extension Report {
    /// Who sent packets of a finding, and how that is known.
    public struct Process: Sendable {
        /// What the process calls itself; nil where none is known.
        public let name: OutsideText?
        /// Its number; nil where it is not known.
        public let pid: Int?
        /// How many of the finding's packets; none for those who may have asked a resolver.
        public let packetCount: Int
        /// How it is known.
        public let attribution: Attribution
        /// What it is, unless it is just a program.
        public let role: Role?
        /// The control group that the socket belonged to, where that is all that is known.
        public let controlGroup: OutsideText?
        /// The inner address of whoever this machine forwarded for.
        public let forwardedFrom: String?
        /// The numbers of our own probes that sent the packets, in order.
        public let probes: [Int]

        /// How a process is known.
        public enum Attribution: String, CaseIterable, Sendable {
            /// It held the very socket.
            case socket
            /// The socket belonged to its control group.
            case controlGroup = "cgroup"
            /// It alone held a socket like it.
            case guess
            /// It is not known.
            case unknown
        }

        /// What a process is, unless it is just a program.
        public enum Role: String, CaseIterable, Sendable {
            /// Watertight itself, with probes of its own.
            case probe
            /// It resolves names for others.
            case resolver
            /// It had a socket to such a resolver at that time.
            case client
            /// It runs behind this machine, which forwarded its packets.
            case forwarded
        }

        /// A process from its parts; probes beyond the hundredth are left out.
        public init(
            name: OutsideText?, pid: Int?, packetCount: Int, attribution: Attribution,
            role: Role? = nil, controlGroup: OutsideText? = nil, forwardedFrom: String? = nil,
            probes: [Int] = []
        ) {
            self.name = name
            self.pid = pid
            self.packetCount = packetCount
            self.attribution = attribution
            self.role = role
            self.controlGroup = controlGroup
            self.forwardedFrom = forwardedFrom
            self.probes = Array(probes.prefix(100))
        }
    }
}
