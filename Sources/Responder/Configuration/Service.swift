/// What the responder listens for: a protocol on one kind of socket.
public enum Service: String, CaseIterable, Sendable {
    /// DNS in datagrams.
    case dnsUDP = "dns/udp"
    /// DNS over TCP.
    case dnsTCP = "dns/tcp"
    /// DNS over TLS.
    case dot
    /// HTTP/1.1.
    case http
    /// HTTP/1.1 over TLS; DNS over HTTPS with it.
    case https
    /// STUN Binding in datagrams.
    case stunUDP = "stun/udp"
    /// STUN Binding over TCP.
    case stunTCP = "stun/tcp"
    /// Canaries in datagrams.
    case canaryUDP = "canary/udp"
    /// Canaries as lines over TCP.
    case canaryTCP = "canary/tcp"

    /// The port where no other is asked for.
    public var usualPort: UInt16 {
        switch self {
        case .dnsUDP, .dnsTCP: 53
        case .dot: 853
        case .http: 80
        case .https: 443
        case .stunUDP, .stunTCP: 3478
        case .canaryUDP: 4000
        case .canaryTCP: 4001
        }
    }

    /// Whether the service needs a certificate.
    public var needsCertificate: Bool { self == .dot || self == .https }

    /// Whether the service takes datagrams.
    var isDatagram: Bool {
        switch self {
        case .dnsUDP, .stunUDP, .canaryUDP: true
        case .dnsTCP, .dot, .http, .https, .stunTCP, .canaryTCP: false
        }
    }

    /// The transport as rows and answers tell it.
    var transport: String {
        switch self {
        case .dnsUDP, .stunUDP, .canaryUDP: "udp"
        case .dnsTCP, .stunTCP, .canaryTCP: "tcp"
        case .dot: "dot"
        case .http: "http"
        case .https: "https"
        }
    }
}
