public import Wire

/// How one endpoint is asked, and how its answers are read.
public struct EndpointAdapter: Sendable {
    /// Its name.
    public let name: String
    /// Who answers.
    public let operatedBy: String
    /// What asking it tells to whoever answers, in one sentence.
    public let learns: String
    /// Whom it may contact; nobody else ever is.
    public let contacts: [EndpointContact]
    /// The talks of a run.
    let talks: @Sendable (EndpointScene) -> [EndpointTalk]
}

/// What an adapter knows of a run.
struct EndpointScene: Sendable {
    /// What marks everything that the run sends.
    var run: RunLabel
    /// The resolvers that the system asks.
    var resolvers: [NameServer]
}

/// A resolver that the system is configured to ask.
public struct NameServer: Hashable, Sendable {
    /// Its address.
    public var address: IPAddress
    /// Its port.
    public var port: UInt16

    /// A resolver by its address.
    public init(_ address: IPAddress, port: UInt16 = 53) {
        self.address = address
        self.port = port
    }
}

/// Somebody who may be contacted.
public struct EndpointContact: Hashable, Sendable, CustomStringConvertible {
    /// What is spoken.
    public enum Service: String, Sendable {
        /// HTTP in the clear.
        case http
        /// HTTP over TLS.
        case https
        /// DNS over UDP and TCP.
        case dns
        /// DNS over TLS.
        case dot
        /// STUN over UDP.
        case stun
        /// A look-up of the host and of names below it, by the system's resolver or at it.
        case resolver
    }

    /// What is spoken.
    public let service: Service
    /// The host: a name, which the system's resolver looks up as for any program, or an address.
    public let host: String
    /// The port; 53 for look-ups.
    public let port: UInt16

    init(_ service: Service, _ host: String, port: UInt16? = nil) {
        self.service = service
        self.host = host
        self.port = port ?? EndpointContact.usualPort(service)
    }

    private static func usualPort(_ service: Service) -> UInt16 {
        switch service {
        case .http: 80
        case .https: 443
        case .dns, .resolver: 53
        case .dot: 853
        case .stun: 3478
        }
    }

    /// Whether the system's resolver has to look the host up first.
    public var needsLookUp: Bool { service != .resolver && IPAddress(host) == nil }

    /// `https api.example:443`, or for look-ups `names below leak.example, by the system's resolver`.
    public var description: String {
        if service == .resolver { return "names below \(host), by the system's resolver" }
        let address = IPAddress(host)
        let isBracketed = address.map { !$0.isIPv4 } ?? false
        return "\(service.rawValue) \(isBracketed ? "[\(host)]" : host):\(port)"
    }

    /// Whether a question goes to this contact and nobody else.
    func covers(_ ask: EndpointAsk, resolvers: [NameServer]) -> Bool {
        switch (service, ask.content) {
        case (.http, .web(.http, _, _)), (.https, .web(.https, _, _)), (.stun, .binding):
            return isSame(ask)
        case (.https, .name(_, _, _, .https)), (.dot, .name(_, _, _, .tls)): return isSame(ask)
        case (.dns, .name(_, _, _, .udp)), (.dns, .name(_, _, _, .tcp)): return isSame(ask)
        case (.resolver, .stub): return isBelow(ask.host)
        case (.resolver, .name(let name, _, _, .udp)):
            return isBelow("\(name)")
                && resolvers.contains { "\($0.address)" == ask.host && $0.port == ask.port }
        default: return false
        }
    }

    private func isSame(_ ask: EndpointAsk) -> Bool {
        ask.port == port && (ask.host == host || host.hasPrefix("*.") && isUnder(ask.host))
    }

    /// Whether a name lies below that behind the asterisk.
    private func isUnder(_ name: String) -> Bool { name.hasSuffix(host.dropFirst()) }

    private func isBelow(_ name: String) -> Bool {
        var name = Substring(name)
        if name.hasSuffix(".") { name = name.dropLast() }
        return name == host || name.hasSuffix("." + host)
    }
}
