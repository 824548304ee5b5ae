/// Why nothing could be judged.
///
/// Two errors are equal when their codes are.
public struct EvidenceError: Error, Equatable, Sendable {
    /// What went wrong; codes may be added. The spelling is what `explain` takes.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The stable spelling.
        public let rawValue: String

        /// A code from its spelling.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The file cannot be opened or read.
        public static let unreadable = Code(rawValue: "capture.unreadable")
        /// The file has no byte.
        public static let empty = Code(rawValue: "capture.empty")
        /// The file is no capture, or a damaged one from its first header on.
        public static let notACapture = Code(rawValue: "capture.not_a_capture")
        /// No underlay interface has a link type that is read here.
        public static let linkType = Code(rawValue: "capture.link_type")
        /// Interfaces differ in link type and one of them does not tell who sends.
        public static let mixedLinkTypes = Code(rawValue: "capture.mixed_link_types")
        /// No interface has the name of a tunnel interface.
        public static let noInterface = Code(rawValue: "capture.no_interface")
        /// Nobody can say which frames the host sent.
        public static let noHost = Code(rawValue: "capture.no_host")
        /// The named host never sends.
        public static let hostUnseen = Code(rawValue: "capture.host_unseen")
        /// More interfaces than a recording holds.
        public static let tooManyInterfaces = Code(rawValue: "capture.too_many_interfaces")
        /// A file or folder cannot be made or written.
        public static let unwritable = Code(rawValue: "usage.file")
        /// A recording's file is missing, not named, or differs from its hash.
        public static let tampered = Code(rawValue: "recording.tampered")
        /// A recording of a version that is not read here.
        public static let version = Code(rawValue: "recording.version")
        /// A recording's manifest cannot be understood.
        public static let corruptRecording = Code(rawValue: "recording.corrupt")
    }

    /// What went wrong.
    public let code: Code
    /// The file, interface or host that it is about.
    public let subject: String
    /// One or two sentences for people.
    public let reason: String

    /// An error from its parts.
    public init(_ code: Code, subject: String, reason: String) {
        self.code = code
        self.subject = subject
        self.reason = reason
    }

    /// Whether both have the same code.
    public static func == (left: EvidenceError, right: EvidenceError) -> Bool {
        left.code == right.code
    }
}
