public import Wire

extension Report {
    /// The packets of a finding: exact counts and times, and a few to look at.
    public struct Packets: Sendable {
        /// Most destinations that a report names (the schema's limit).
        public static let mostDestinations = 100
        /// Most frames that a report names as examples (the schema's limit).
        public static let mostExemplars = 10
        /// Most processes that a report names.
        public static let mostProcesses = 10

        /// How many.
        public let count: Int
        /// Their original lengths added up.
        public let byteCount: Int
        /// When the first left, RFC 3339 in UTC with as many digits as the file has.
        public let firstSeenAt: String
        /// When the last left.
        public let lastSeenAt: String
        /// The file that the frame numbers count in.
        public let file: OutsideText
        /// The first frame's number, from 1.
        public let firstFrame: Int
        /// The last frame's number.
        public let lastFrame: Int
        /// Frames to look at.
        public let exemplars: [Int]
        /// How many destinations, exactly.
        public let destinationCount: Int
        /// The destinations with the most packets, worst first.
        public let destinations: [Destination]
        /// How many names could be read; nil where the class carries none.
        public let nameCount: Int?
        /// Who sent them, most packets first; nil where nobody watched.
        public let processes: [Process]?

        /// Packets of one finding; surplus destinations, examples and processes are left out.
        public init(
            count: Int, byteCount: Int, firstSeenAt: String, lastSeenAt: String, file: OutsideText,
            firstFrame: Int, lastFrame: Int, exemplars: [Int], destinationCount: Int,
            destinations: [Destination], nameCount: Int? = nil, processes: [Process]? = nil
        ) {
            self.count = count
            self.byteCount = byteCount
            self.firstSeenAt = firstSeenAt
            self.lastSeenAt = lastSeenAt
            self.file = file
            self.firstFrame = firstFrame
            self.lastFrame = lastFrame
            self.exemplars = Array(exemplars.prefix(Self.mostExemplars))
            self.destinationCount = destinationCount
            self.destinations = Array(destinations.prefix(Self.mostDestinations))
            self.nameCount = nameCount
            self.processes = processes.map { Array($0.prefix(Self.mostProcesses)) }
        }

        /// The same packets, with who sent them.
        func sent(by processes: [Process]?) -> Packets {
            Packets(
                count: count, byteCount: byteCount, firstSeenAt: firstSeenAt,
                lastSeenAt: lastSeenAt, file: file, firstFrame: firstFrame, lastFrame: lastFrame,
                exemplars: exemplars, destinationCount: destinationCount,
                destinations: destinations, nameCount: nameCount, processes: processes)
        }
    }

    /// Where packets went.
    public struct Destination: Sendable {
        /// The address.
        public let address: String
        /// The port; nil where the protocol has none.
        public let port: UInt16?
        /// The protocol, such as `udp`.
        public let transport: String
        /// How many packets.
        public let packetCount: Int

        /// A destination of a finding's packets.
        public init(address: String, port: UInt16?, transport: String, packetCount: Int) {
            self.address = address
            self.port = port
            self.transport = transport
            self.packetCount = packetCount
        }
    }
}
