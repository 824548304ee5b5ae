extension Report {
    /// What judging the capture cost.
    public struct Performance: Encodable, Sendable {
        /// Frames read.
        public let packetCount: Int
        /// Bytes read.
        public let byteCount: Int
        /// Processor time, user and system, in seconds.
        public let cpu: Double

        /// The cost of a run.
        public init(packetCount: Int, byteCount: Int, cpu: Double) {
            self.packetCount = packetCount
            self.byteCount = byteCount
            self.cpu = cpu
        }

        private enum CodingKeys: String, CodingKey {
            case packetCount = "packet_count"
            case byteCount = "byte_count"
            case cpu = "cpu_s"
        }
    }
}
