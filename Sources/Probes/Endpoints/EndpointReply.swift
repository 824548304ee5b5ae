public import Evidence
public import Wire

/// What became of one talk with one endpoint. A failure is a reply too; nothing is concluded here.
public struct EndpointReply: Sendable {
    /// The endpoint's name: an adapter's, or the value that the user gave.
    public var endpoint: String
    /// When it was asked, in nanoseconds since the UNIX epoch.
    public var at: UInt64
    /// How it was asked.
    public var kind: Kind
    /// What was asked for: a URL, or a name.
    public var subject: String
    /// The name by whose look-up resolvers are found out.
    public var name: String
    /// Which way the question was told to go.
    public var path: Answer.Path
    /// The other end; nil where the system's resolver was asked, or the end's name has no address.
    public var remote: IPAddress?
    /// The other end's port.
    public var remotePort: UInt16
    /// The host's address, where it is known.
    public var local: IPAddress?
    /// The host's port, where it is known.
    public var localPort: UInt16?
    /// What became of it.
    public var outcome: Outcome
    /// What the answer says.
    public var reading: EndpointReading
    /// Whether what it says is proven to be the endpoint's.
    public var proof: Proof

    /// How an endpoint is asked.
    public enum Kind: String, Sendable {
        /// By HTTP or HTTPS.
        case http
        /// By DNS, at a server.
        case dns
        /// By DNS, through the system's own resolver.
        case stub
        /// By STUN.
        case stun
    }

    /// What became of a talk.
    public enum Outcome: Hashable, Sendable {
        /// It was answered.
        case answered
        /// No answer came in time.
        case silent
        /// The machine or the network refused, with this error number.
        case refused(Int32)
        /// What came back could not be understood.
        case garbled
        /// The answer carries a status or a response code that is no success.
        case declined(Int)
        /// The endpoint's name has no address of the family.
        case nameless
        /// The certificate is not trusted, for this reason in OpenSSL's numbers.
        case untrusted(Int)
        /// The endpoint's signature is missing or wrong, or is on an answer to somebody else.
        case forged
        /// Time was over before it was asked.
        case unasked
        /// It was not asked because something is missing on this machine.
        case unable
    }

    /// Whether an answer is proven to be the endpoint's.
    public enum Proof: String, Sendable {
        /// It signs nothing, as third parties do.
        case unsigned
        /// It says that it is signed, and by which key is not known.
        case unverified
        /// The key that the user gave signed it, for this run.
        case verified
        /// The key that the user gave did not sign it.
        case refuted
    }
}

extension EndpointReply.Outcome {
    /// What a fault of a probe is to a talk.
    init(_ fault: WebFault) {
        switch fault {
        case .silent: self = .silent
        case .refused(let number): self = .refused(number)
        case .untrusted(let number): self = .untrusted(number)
        case .garbled, .proxy: self = .garbled
        case .unable: self = .unable
        }
    }
}
