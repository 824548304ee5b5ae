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

        /// Most marks of all lanes: what a minute of a drill has. No screen shows a tenth of them.
        public static let mostMarks = 50_000
        /// Seconds within which marks of one state are one, where there would be too many.
        private static let grains = [0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 60, 600, 3_600]

        /// A picture of these lanes, with fewer marks if they have too many; `event` is what was done on
        /// purpose, and when.
        public init(
            from: Double, to: Double, lanes: [Lane], event: (text: OutsideText, at: Double)? = nil
        ) {
            self.from = from
            self.to = to
            self.lanes = Self.thinned(lanes)
            self.event = event?.text
            eventAt = event?.at
        }

        /// The lanes, or as coarse ones as have few enough marks; of every state in a grain one is left.
        private static func thinned(_ lanes: [Lane]) -> [Lane] {
            var thin = lanes
            for grain in grains where thin.reduce(0, { $0 + $1.marks.count }) > mostMarks {
                thin = lanes.map { $0.thinned(to: grain) }
            }
            return thin
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

        /// The lane with one mark of each state in a grain, in seconds.
        fileprivate func thinned(to grain: Double) -> Lane {
            var last: [Mark.State: Double] = [:]
            let marks = marks.filter { mark in
                let number = (mark.at / grain).rounded(.down)
                defer { last[mark.state] = number }
                return last[mark.state] != number
            }
            return Lane(id: id, title: title, subtitle: subtitle, marks: marks)
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
