public import Wire

/// What became of one probe: what was asked, by which path, and what came back.
///
/// A failure is an answer too. Nothing is concluded here.
public struct Answer: Hashable, Sendable {
    /// Its number in the recording, from 1.
    public var number: Int
    /// When the probe was sent, in nanoseconds since the UNIX epoch.
    public var at: UInt64
    /// What kind of question it was.
    public var kind: Kind
    /// Which way it was told to go.
    public var path: Path
    /// Who asked: the number of the user that sent it; 0 is root.
    public var user: UInt32
    /// The other end.
    public var remote: IPAddress
    /// The other end's port; 0 where the protocol has none.
    public var remotePort: UInt16
    /// The host's port; of an echo request its identifier; nil where it is not known, or the protocol
    /// has none.
    public var localPort: UInt16?
    /// The host's address; nil where it is not known.
    public var local: IPAddress?
    /// The name that was looked up, or the mark that the probe carried.
    public var mark: String?
    /// What became of it.
    public var outcome: Outcome
    /// The address of ours that the other end says it saw.
    public var seen: IPAddress?
    /// Addresses that a look-up gave.
    public var addresses: [IPAddress]
    /// The endpoint that was asked, as the user or its adapter names it.
    public var endpoint: String?
    /// The resolver that asked the endpoint's name server for us.
    public var resolver: IPAddress?
    /// The part of our address that the resolver handed on (RFC 7871).
    public var clientSubnet: IPPrefix?
    /// Whether the other end's signature holds; nil where nothing was signed, or no key is known.
    public var isVerified: Bool?

    /// What kind of question a probe asks.
    public enum Kind: String, Codable, Sendable {
        /// A datagram with a mark.
        case udp
        /// A connection, and a line with a mark.
        case tcp
        /// A look-up at a resolver.
        case dns
        /// A look-up by the system's own resolver.
        case stub
        /// A STUN Binding request.
        case stun
        /// An ICMP echo request.
        case echo
        /// A packet of a protocol without ports.
        case raw
        /// A request over HTTP or HTTPS, answered with the address that was seen.
        case http
        /// A look-up of a name of an endpoint's own zone, which tells the resolver that asked.
        case whoami
        /// A candidate that a browser told a page: `seen` is its address, `mark` its type.
        case browser
    }

    /// Which way a probe is told to go.
    public enum Path: Hashable, Sendable {
        /// Where the routes lead.
        case routed
        /// Out of this interface, whatever the routes say (SO_BINDTODEVICE).
        case interface(String)
        /// From this address of the host.
        case address(IPAddress)
        /// From a network namespace behind the host, which forwards it as it would a container's.
        case forwarded
        /// With this mark of the firewall (SO_MARK), which the tunnel's own packets have.
        case marked(UInt32)
        /// By way of this proxy, which is asked by the name.
        case proxy(IPAddress, UInt16)
    }

    /// What became of a probe.
    public enum Outcome: Hashable, Sendable {
        /// It was sent, and nobody had to answer.
        case sent
        /// It was answered.
        case answered
        /// It was sent, and no answer came in time.
        case silent
        /// The machine or the network refused, with this error number.
        case refused(Int32)
        /// What came back could not be understood.
        case garbled
        /// It could not even be tried, with this error number: no socket, or none of that path.
        case unsent(Int32)
    }

    /// Whether it was tried: sent, or refused on its way out.
    public var isTried: Bool { if case .unsent = outcome { false } else { true } }

    /// An answer from its parts; without a number until it stands in a recording.
    public init(
        _ kind: Kind, _ path: Path, to remote: IPAddress, port: UInt16 = 0, at: UInt64,
        outcome: Outcome
    ) {
        number = 0
        self.at = at
        self.kind = kind
        self.path = path
        user = 0
        self.remote = remote
        remotePort = port
        self.outcome = outcome
        addresses = []
    }
}
