public import Wire

extension Report {
    /// The moments around a leak, for a picture.
    public struct Timeline: Sendable {
        /// Where the picture begins, in seconds.
        public let from: Double
        /// Where it ends, in seconds.
        public let to: Double
        /// What was done on purpose, such as `node removed`; nil where nothing was.
        public let event: OutsideText?
        /// When that was, in seconds.
        public let eventAt: Double?
        /// Rows of marks.
        public let lanes: [Lane]

        /// A picture of these lanes; `event` is what was done on purpose, and when.
        public init(
            from: Double, to: Double, lanes: [Lane], event: (text: OutsideText, at: Double)? = nil
        ) {
            self.from = from
            self.to = to
            self.lanes = lanes
            self.event = event?.text
            eventAt = event?.at
        }
    }

    /// A row of marks in a timeline.
    public struct Lane: Sendable {
        /// A short name for programs.
        public let id: String
        /// The name for people.
        public let title: String
        /// What is in it, such as `UDP, every 50 ms`; nil where the title says all.
        public let subtitle: OutsideText?
        /// The marks, in order of time.
        public let marks: [Mark]

        /// A row of marks.
        public init(id: String, title: String, subtitle: OutsideText? = nil, marks: [Mark]) {
            self.id = id
            self.title = title
            self.subtitle = subtitle
            self.marks = marks
        }
    }

    /// A moment in a lane.
    public struct Mark: Sendable {
        /// What became of the packet.
        public enum State: String, CaseIterable, Sendable {
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
