/// Why a responder does not start.
public struct ResponderError: Error, Sendable, CustomStringConvertible {
    /// What kind of trouble it is.
    public struct Code: Hashable, Sendable {
        /// The stable name.
        public let rawValue: String

        /// A record or the zone does not make sense.
        public static let zone = Code(rawValue: "zone")
        /// The certificate or its key cannot be used.
        public static let certificate = Code(rawValue: "certificate")
        /// The signing key cannot be read, made or trusted.
        public static let key = Code(rawValue: "key")
        /// An address cannot be listened on.
        public static let listen = Code(rawValue: "listen")
    }

    /// What kind of trouble it is.
    public let code: Code
    /// What it is about: a name, a path or an address.
    public let subject: String
    /// The reason, a sentence.
    public let reason: String

    init(_ code: Code, _ subject: String, _ reason: String) {
        self.code = code
        self.subject = subject
        self.reason = reason
    }

    /// Subject and reason.
    public var description: String { "\(subject): \(reason)" }
}
