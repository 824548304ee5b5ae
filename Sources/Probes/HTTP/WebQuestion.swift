public import Evidence
public import Wire

/// One request over HTTP or HTTPS, and the way it is told to go. No name is ever looked up for it.
public struct WebQuestion: Sendable {
    /// Whether TLS is spoken.
    public enum Scheme: String, Sendable {
        /// HTTP in the clear.
        case http
        /// HTTP over TLS.
        case https

        /// The port where no other is asked for.
        public var usualPort: UInt16 { self == .http ? 80 : 443 }
    }

    /// What is asked for.
    public enum Method: Sendable {
        /// The whole answer.
        case get
        /// The headers alone.
        case head
        /// The answer to a body of a type.
        case post(type: String, body: [UInt8])
    }

    /// Who is connected to.
    public enum Way: Hashable, Sendable {
        /// This address, whatever the host's name resolves to.
        case direct(IPAddress)
        /// A SOCKS5 proxy, which is given this address, or without one the host's name.
        case socks(IPAddress, port: UInt16, to: IPAddress?)
        /// A proxy that speaks HTTP, which is given the host's name.
        case proxy(IPAddress, port: UInt16)
    }

    /// Whose certificates are taken.
    public enum Trust: Hashable, Sendable {
        /// Whom the system trusts.
        case system
        /// What a certificate in this PEM file signed, and nobody else.
        case authority(String)
        /// Anybody's; the answer still tells what the check said.
        case anybody
    }

    /// Whether TLS is spoken.
    public let scheme: Scheme
    /// The host, a name or an address, as it stands in the Host header and the certificate.
    public let host: String
    /// The port.
    public let port: UInt16
    /// Path and query, beginning with a slash.
    public let target: String
    /// Who is connected to.
    public let way: Way
    /// What is asked for.
    public var method = Method.get
    /// Headers beyond those that every request has.
    public private(set) var headers: [(name: String, value: String)] = []
    /// Which way it is told to go.
    public var path = Answer.Path.routed
    /// Whose certificates are taken.
    public var trust = Trust.system

    /// A request; nil if the host or the target holds what does not belong there.
    public init?(
        _ scheme: Scheme, host: String, port: UInt16? = nil, target: String = "/", by way: Way
    ) {
        guard WebQuestion.isHost(host), target.utf8.first == UInt8(ascii: "/"),
            target.utf8.count <= WebQuestion.longestTarget,
            target.utf8.allSatisfy({ 0x21...0x7e ~= $0 && $0 != UInt8(ascii: "#") })
        else { return nil }
        self.scheme = scheme
        self.host = host
        self.port = port ?? scheme.usualPort
        self.target = target
        self.way = way
    }

    /// Adds a header; false, and nothing added, if name or value hold what would end the line.
    public mutating func add(_ name: String, _ value: String) -> Bool {
        guard !name.isEmpty, name.utf8.allSatisfy({ 0x21...0x7e ~= $0 && $0 != 0x3a }),
            !value.isEmpty, value.utf8.allSatisfy({ 0x20...0x7e ~= $0 })
        else { return false }
        headers.append((name, value))
        return true
    }

    /// A DNS query of the greatest length that is sent, in base64, and room around it.
    private static let longestTarget = 2_048

    /// Whether a text is an address or a name of letters, digits, hyphens and underscores.
    static func isHost(_ text: String) -> Bool {
        if IPAddress(text) != nil { return true }
        guard DNSWireName(text) != nil else { return false }
        return text.utf8.allSatisfy {
            0x30...0x39 ~= $0 || 0x61...0x7a ~= $0 | 0x20 || [0x2d, 0x2e, 0x5f].contains($0)
        }
    }

    /// The host as it stands in a URL: brackets around an IPv6 address.
    var bracketedHost: String {
        if let address = IPAddress(host), !address.isIPv4 { return "[\(address)]" }
        return host
    }

    /// The whole URL.
    public var url: String { "\(scheme.rawValue)://\(bracketedHost):\(port)\(target)" }
}
