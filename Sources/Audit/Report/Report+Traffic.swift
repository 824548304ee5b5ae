public import Wire

extension Report {
    /// What travelled outside, of one kind in one stage.
    public struct Traffic: Encodable, Sendable {
        /// What the traffic means.
        public enum Result: String, Sendable, Encodable {
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

        /// Writes counts of zero where nothing left, and then no frames and times.
        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(id, forKey: .id)
            try container.encode(title, forKey: .title)
            try container.encode(result, forKey: .result)
            try container.encodeIfPresent(stage, forKey: .stage)
            try container.encode(outside?.packetCount ?? 0, forKey: .packetCount)
            try container.encode(outside?.byteCount ?? 0, forKey: .byteCount)
            try container.encodeIfPresent(outside?.firstFrame, forKey: .firstFrame)
            try container.encodeIfPresent(outside?.lastFrame, forKey: .lastFrame)
            try container.encodeIfPresent(outside?.firstSeenAt, forKey: .firstSeenAt)
            try container.encodeIfPresent(outside?.lastSeenAt, forKey: .lastSeenAt)
            try container.encodeIfPresent(insideCount, forKey: .insideCount)
            try container.encodeIfPresent(rule, forKey: .rule)
        }

        private enum CodingKeys: String, CodingKey {
            case id, title, result, stage
            case packetCount = "outside_packet_count"
            case byteCount = "outside_byte_count"
            case firstFrame = "first_frame_number"
            case lastFrame = "last_frame_number"
            case firstSeenAt = "first_seen_at"
            case lastSeenAt = "last_seen_at"
            case insideCount = "control_seen_count"
            case rule
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
