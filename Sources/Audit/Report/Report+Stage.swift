public import Wire

extension Report {
    /// The names that a stage can have.
    public enum StageName: String, CaseIterable, Sendable {
        case baseline, connecting, connected, faulted, recovered, disconnected
    }

    /// A stretch of the run.
    public struct Stage: Sendable {
        /// What the tunnel was doing.
        public let name: StageName
        /// Where it begins, in seconds.
        public let from: Double
        /// Where it ends, in seconds.
        public let to: Double
        /// What tells it from another stage of the same name.
        public let note: OutsideText?
        /// What people call it, such as `Node gone`; nil where its name says it.
        public let title: String?

        /// A stretch of the run.
        public init(
            name: StageName, from: Double, to: Double, note: OutsideText? = nil,
            title: String? = nil
        ) {
            self.name = name
            self.from = from
            self.to = to
            self.note = note
            self.title = title
        }
    }
}
