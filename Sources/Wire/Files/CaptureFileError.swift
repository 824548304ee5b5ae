/// Why a capture file cannot be read, or not further.
///
/// Two errors are equal when their codes are.
public struct CaptureFileError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What kind of fault it is; kinds may be added.
    public struct Code: RawRepresentable, Hashable, Sendable {
        /// The stable spelling, for reports.
        public let rawValue: String

        /// A code from its spelling.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// The file has no byte.
        public static let empty = Code(rawValue: "empty")
        /// The first bytes are those of no capture format that is read here.
        public static let notACapture = Code(rawValue: "not-a-capture")
        /// The first bytes are those of a compressed file.
        public static let compressed = Code(rawValue: "compressed")
        /// The file ends inside its first header.
        public static let truncatedHeader = Code(rawValue: "truncated-header")
        /// A version of the format that is not read here.
        public static let unsupportedVersion = Code(rawValue: "unsupported-version")
        /// A record or block claims more bytes than the reader is ready to wait for.
        public static let recordTooLong = Code(rawValue: "record-too-long")
        /// The file's lengths or references contradict each other.
        public static let corrupt = Code(rawValue: "corrupt")
        /// More interfaces than 255.
        public static let tooManyInterfaces = Code(rawValue: "too-many-interfaces")
    }

    /// The kind of fault.
    public let code: Code
    /// Where the faulty header, record or block begins, in bytes from the start of the file.
    public let offset: UInt64
    /// The number of the frame that was read there, or would have come next; from 1.
    public let frame: UInt64

    /// An error from its parts.
    public init(_ code: Code, offset: UInt64, frame: UInt64) {
        self.code = code
        self.offset = offset
        self.frame = frame
    }

    /// Whether both have the same code.
    public static func == (left: CaptureFileError, right: CaptureFileError) -> Bool {
        left.code == right.code
    }

    /// A short form for logs and tests.
    public var description: String { "\(code.rawValue) at byte \(offset), frame \(frame)" }
}
