public import Wire

extension Report {
    /// The capture that was judged.
    public struct Capture: Sendable {
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
    }

    /// An interface that was watched.
    public struct Interface: Sendable {
        /// Which side of the tunnel an interface is on.
        public enum Role: String, Sendable {
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
