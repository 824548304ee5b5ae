public import Wire

extension Report {
    /// What travelled outside, of one kind in one stage.
    public struct Traffic: Sendable {
        /// What the traffic means.
        public enum Result: String, Sendable {
            case pass, fail, inconclusive, notApplicable
            /// A rule of the policy allows it.
            case expected
        }

        /// A short name for programs, such as `dns-udp`.
        public let id: String
        /// The name for people.
        public let title: String
        /// What it means.
        public let result: Result
        /// The stage; nil when the row adds up all of them.
        public let stage: StageName?
        /// What left outside, each frame counted once, under its first cause.
        public let outside: Span?
        /// How many frames of this kind were seen inside the tunnel; nil when nobody looked.
        public let insideCount: Int?
        /// The rule that allows it, or the reason for not judging it.
        public let rule: OutsideText?

        /// A row of traffic; `outside` is nil when nothing left.
        public init(
            id: String, title: String, result: Result, stage: StageName?, outside: Span?,
            insideCount: Int? = nil, rule: OutsideText? = nil
        ) {
            self.id = id
            self.title = title
            self.result = result
            self.stage = stage
            self.outside = outside
            self.insideCount = insideCount
            self.rule = rule
        }
    }

    /// A number of packets between two moments.
    public struct Span: Sendable {
        /// How many.
        public let packetCount: Int
        /// Their original lengths added up.
        public let byteCount: Int
        /// The first frame's number, from 1.
        public let firstFrame: Int
        /// The last frame's number.
        public let lastFrame: Int
        /// When the first was seen, RFC 3339 in UTC with as many digits as the file has.
        public let firstSeenAt: String
        /// When the last was seen.
        public let lastSeenAt: String

        /// One packet or more.
        public init(
            packetCount: Int, byteCount: Int, firstFrame: Int, lastFrame: Int, firstSeenAt: String,
            lastSeenAt: String
        ) {
            self.packetCount = packetCount
            self.byteCount = byteCount
            self.firstFrame = firstFrame
            self.lastFrame = lastFrame
            self.firstSeenAt = firstSeenAt
            self.lastSeenAt = lastSeenAt
        }
    }
}
