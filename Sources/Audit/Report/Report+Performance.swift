extension Report {
    /// What judging the capture cost.
    public struct Performance: Sendable {
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
    }
}
