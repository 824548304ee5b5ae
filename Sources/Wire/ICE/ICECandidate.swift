/// An ICE candidate: where a peer says that it can be reached (RFC 8839, 5.1).
public struct ICECandidate: Hashable, Sendable {
    /// Longest text that is read, in bytes: with the longest name and a browser's extensions a
    /// candidate has less than half of it.
    public static let longest = 1024

    /// What candidates of the same kind, base and server have in common; 1 to 32 characters.
    public let foundation: OutsideText
    /// The component of the stream, 1 to 256; 1 is the only one of a data channel.
    public let component: UInt16
    /// What carries it.
    public let transport: Transport
    /// How much it is preferred, 1 to 2^31 - 1; more is better.
    public let priority: UInt32
    /// Where to reach the peer.
    public let host: Host
    /// The port; 9 for a TCP candidate that only connects by itself (RFC 6544, 4.5).
    public let port: UInt16
    /// How the peer came to know of it.
    public let kind: Kind
    /// The address that it was derived from; nil where it is not told.
    public let relatedHost: Host?
    /// The port that it was derived from; nil where it is not told.
    public let relatedPort: UInt16?

    /// A host as a candidate names it.
    public enum Host: Hashable, Sendable {
        /// A literal address.
        case address(IPAddress)
        /// A domain name, such as the `.local` name that a browser puts in an address's place.
        case name(OutsideText)
    }

    /// What carries a candidate.
    public enum Transport: Hashable, Sendable {
        /// Datagrams.
        case udp
        /// A connection (RFC 6544).
        case tcp
        /// Another transport.
        case other(OutsideText)
    }

    /// How a candidate came about (RFC 8445, 4).
    public enum Kind: Hashable, Sendable {
        /// An address of an interface of the peer.
        case host
        /// The address that a STUN server saw.
        case serverReflexive
        /// The address that the other peer saw.
        case peerReflexive
        /// An address at a relay.
        case relayed
        /// Another kind.
        case other(OutsideText)
    }

    /// Reads a candidate as `RTCIceCandidate` and session descriptions spell it, from `candidate:`
    /// on; nil unless all of it follows the grammar.
    public init?(_ text: String) {
        guard text.utf8.count <= ICECandidate.longest else { return nil }
        var words = ICEWords(text)
        guard words.skip(upTo: ":", "candidate"),
            let foundation = words.next(ICEWords.isICECharacter), foundation.count <= 32,
            let component = words.nextNumber(in: 1...256),
            let transport = words.nextToken(),
            let priority = words.nextNumber(in: 1...0x7fff_ffff),
            let host = words.nextHost(),
            let port = words.nextNumber(in: 0...0xffff),
            words.skip("typ"), let kind = words.nextToken()
        else { return nil }
        self.foundation = OutsideText(String(foundation))
        self.component = UInt16(truncatingIfNeeded: component)
        self.transport = Transport(transport)
        self.priority = priority
        self.host = host
        self.port = UInt16(truncatingIfNeeded: port)
        self.kind = Kind(kind)
        var relatedHost: Host?
        if words.skip("raddr") {
            relatedHost = words.nextHost()
            guard relatedHost != nil else { return nil }
        }
        self.relatedHost = relatedHost
        var relatedPort: UInt32?
        if words.skip("rport") {
            relatedPort = words.nextNumber(in: 0...0xffff)
            guard relatedPort != nil else { return nil }
        }
        self.relatedPort = relatedPort.map { UInt16(truncatingIfNeeded: $0) }
        // What extensions say is not needed, yet they must be some: a name, and what it is set to.
        while !words.isAtEnd {
            guard words.nextToken() != nil, words.nextValue() else { return nil }
        }
    }
}

extension ICECandidate.Host {
    /// The literal address, where it is one.
    public var address: IPAddress? {
        if case .address(let address) = self { address } else { nil }
    }

    /// Whether it is a name of multicast DNS, behind which a browser hides an address (RFC 6762, 3).
    public var isMulticastName: Bool {
        if case .name(let name) = self { name.raw.lowercased().hasSuffix(".local") } else { false }
    }
}

extension ICECandidate.Kind {
    /// How session descriptions spell it.
    public var text: OutsideText {
        switch self {
        case .host: OutsideText("host")
        case .serverReflexive: OutsideText("srflx")
        case .peerReflexive: OutsideText("prflx")
        case .relayed: OutsideText("relay")
        case .other(let text): text
        }
    }

    fileprivate init(_ word: Substring) {
        self =
            switch word.lowercased() {
            case "host": .host
            case "srflx": .serverReflexive
            case "prflx": .peerReflexive
            case "relay": .relayed
            default: .other(OutsideText(String(word)))
            }
    }
}

extension ICECandidate.Transport {
    fileprivate init(_ word: Substring) {
        self =
            switch word.lowercased() {
            case "udp": .udp
            case "tcp": .tcp
            default: .other(OutsideText(String(word)))
            }
    }
}
