public import Wire

extension Report {
    /// The capture that was judged.
    public struct Capture: Encodable, Sendable {
        /// The file's name; nil when it could not be opened.
        public let file: OutsideText?
        /// The SHA-256 of the file, 64 hexadecimal digits.
        public let sha256: String?
        /// The link-layer type of its interfaces; nil when they differ.
        public let linkType: Int?
        /// Frames read.
        public let received: Int
        /// Frames that the tap lost; nil (written as `null`) when the file does not say.
        public let dropped: Int?
        /// The interfaces in the capture.
        public let interfaces: [Interface]

        /// A capture, read to its end or as far as possible.
        public init(
            file: OutsideText?, sha256: String?, linkType: Int?, received: Int, dropped: Int?,
            interfaces: [Interface]
        ) {
            self.file = file
            self.sha256 = sha256
            self.linkType = linkType
            self.received = received
            self.dropped = dropped
            self.interfaces = interfaces
        }

        /// Writes every field; `dropped_packet_count` as `null` when unknown, others are left out.
        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encodeIfPresent(file, forKey: .file)
            try container.encodeIfPresent(sha256, forKey: .sha256)
            try container.encodeIfPresent(linkType, forKey: .linkType)
            try container.encode(received, forKey: .received)
            try container.encode(dropped, forKey: .dropped)
            try container.encode(interfaces, forKey: .interfaces)
        }

        private enum CodingKeys: String, CodingKey {
            case file, sha256
            case linkType = "link_type"
            case received = "received_packet_count"
            case dropped = "dropped_packet_count"
            case interfaces
        }
    }

    /// An interface that was watched.
    public struct Interface: Encodable, Sendable {
        /// Which side of the tunnel an interface is on.
        public enum Role: String, Sendable, Encodable {
            case underlay, tunnel, loopback
        }

        /// Its name, as the capture tells it.
        public let name: OutsideText
        /// Which side of the tunnel it is on.
        public let role: Role

        /// An interface in the capture.
        public init(name: OutsideText, role: Role) {
            self.name = name
            self.role = role
        }
    }
}
