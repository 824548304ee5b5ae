public import Wire

/// What an endpoint's answer says. All of it is hearsay until a signature proves who said it.
public struct EndpointReading: Hashable, Sendable {
    /// Our own addresses as the endpoint saw them.
    public var seen: [IPAddress] = []
    /// Resolvers that came to ask for what was looked up.
    public var resolvers: [ResolverSighting] = []
    /// Whether the endpoint takes the address for an exit of its own service.
    public var isExit: Bool?
    /// What else it says, such as a country.
    public var claims: [EndpointClaim] = []
    /// Names that were looked up, and how many of them got an answer.
    public var names = Names()

    /// Names that were looked up, and that no resolver came to ask for.
    public var unseen: [String] = []

    /// How many names were looked up, and how many got an answer.
    public struct Names: Hashable, Sendable {
        /// Names that were looked up.
        public var asked = 0
        /// Those that got an answer, if only that there is no such name.
        public var answered = 0
    }

    /// A reading of nothing yet.
    public init() {}

    /// A reading of one address of ours.
    init(seen address: IPAddress) { seen = [address] }

    /// Adds a claim; nothing where the endpoint says nothing.
    mutating func add(_ name: String, _ text: String?) {
        guard let text, !text.isEmpty else { return }
        claims.append(EndpointClaim(name, text))
    }
}

/// A resolver that came to ask, as an endpoint tells it.
public struct ResolverSighting: Hashable, Sendable {
    /// The resolver's address.
    public var address: IPAddress
    /// The port that it asked from.
    public var port: UInt16?
    /// How it asked: `udp`, `tcp`, `dot`, `doh`.
    public var transport: OutsideText?
    /// The name in the letters that arrived; resolvers may mix their case.
    public var name: OutsideText?
    /// The type that it asked for.
    public var type: UInt16?
    /// The part of the client's address that it gave away (RFC 7871).
    public var subnet: IPPrefix?
    /// The largest datagram that it takes; nil without EDNS.
    public var ednsSize: UInt16?
    /// Whether it wants signatures (DO).
    public var wantsSignatures: Bool?
    /// When it asked, by the endpoint's clock, in nanoseconds since the UNIX epoch.
    public var at: UInt64?

    /// A sighting of an address.
    public init(_ address: IPAddress) { self.address = address }
}

/// One thing that an endpoint says, in its own words.
public struct EndpointClaim: Hashable, Sendable {
    /// Longest text that is kept: names of countries and networks are shorter.
    private static let longest = 256

    /// What it is about, in our words: `country`, `asn`.
    public let name: String
    /// What the endpoint says.
    public let text: OutsideText

    init(_ name: String, _ text: String) {
        self.name = name
        self.text = OutsideText(String(text.prefix(EndpointClaim.longest)))
    }
}
