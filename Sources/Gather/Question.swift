public import Evidence
public import Wire

/// One question to somebody outside, and the way it is told to go.
public struct Question: Sendable {
    /// The other end.
    public var remote: IPAddress
    /// The other end's port; 0 where the protocol has none.
    public var port: UInt16
    /// Which way it is told to go.
    public var path: Answer.Path
    /// What is sent.
    public var content: Content
    /// The number of the user that sends it; 0 is root.
    public var user: UInt32
    /// What the endpoint that is asked is called, where the user named one.
    public var endpoint: String?

    /// What a question sends, and what it waits for.
    public enum Content: Sendable {
        /// A datagram with any payload; any answer counts, where one is waited for.
        case datagram([UInt8], mark: String, waits: Bool)
        /// A connection, and a payload once it stands; any answer counts.
        case stream([UInt8], mark: String)
        /// A look-up of a type, over UDP or over TCP.
        case lookUp(DNSWireName, type: UInt16, overTCP: Bool)
        /// A STUN Binding request.
        case binding
        /// An ICMP echo request.
        case echo
        /// The page of a name over HTTP, by way of a proxy that looks the name up.
        case page(DNSWireName, by: Proxy)
        /// A packet of a protocol, which nobody has to answer.
        case packet(UInt8, [UInt8])
    }

    /// A question from its parts.
    public init(
        _ content: Content, to remote: IPAddress, port: UInt16 = 0, path: Answer.Path = .routed,
        user: UInt32 = 0
    ) {
        self.user = user
        self.content = content
        self.remote = remote
        self.port = port
        self.path = path
    }
}
