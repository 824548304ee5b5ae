extension Report {
    /// The moments around a leak, for a picture.
    public struct Timeline: Sendable {
        /// Where the picture begins, in seconds.
        public let from: Double
        /// Where it ends, in seconds.
        public let to: Double
        /// Rows of marks.
        public let lanes: [Lane]

        /// A picture of these lanes.
        public init(from: Double, to: Double, lanes: [Lane]) {
            self.from = from
            self.to = to
            self.lanes = lanes
        }
    }

    /// A row of marks in a timeline.
    public struct Lane: Sendable {
        /// A short name for programs.
        public let id: String
        /// The name for people.
        public let title: String
        /// The marks, in order of time.
        public let marks: [Mark]

        /// A row of marks.
        public init(id: String, title: String, marks: [Mark]) {
            self.id = id
            self.title = title
            self.marks = marks
        }
    }

    /// A moment in a lane.
    public struct Mark: Sendable {
        /// What became of the packet.
        public enum State: String, Sendable {
            case inside, held, leaked, expected
        }

        /// When, in seconds.
        public let at: Double
        /// What became of the packet.
        public let state: State

        /// A moment in a lane.
        public init(at: Double, state: State) {
            self.at = at
            self.state = state
        }
    }
}
