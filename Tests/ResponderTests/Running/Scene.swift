internal import Responder
internal import Testing
internal import Wire

/// A responder on loopback with ports that the system chose, stopped with the value.
final class Scene {
    static let zone = "leak.test"

    let responder: RunningResponder

    /// Starts a responder for all services without TLS, and with it where there is a certificate.
    init(
        rate: AnswerRate = .unlimited, certificate: CertificateFiles? = nil,
        on address: IPAddress = IPAddress(v4: 0x7f00_0001)
    ) throws {
        let key = try #require(Ed25519Key.generate())
        var configuration = try Scene.configuration()
        configuration.rate = rate
        configuration.certificate = certificate
        let loopback = Endpoint(address, port: 0)
        for service in Service.allCases
        where !service.needsCertificate || certificate != nil {
            configuration.listen[service] = [loopback]
        }
        responder = try RunningResponder(configuration, key: key)
    }

    deinit {
        do { try responder.stop() } catch { Issue.record(error) }
    }

    /// The zone of the lab.
    static func configuration() throws -> ResponderConfiguration {
        let server = try #require(DNSWireName("ns.leak.test"))
        return ResponderConfiguration(
            zone: try #require(DNSWireName(zone)),
            records: [
                ZoneRecord("@", .nameServer(server)),
                ZoneRecord("ns", .address(try address("203.0.113.53"))),
                ZoneRecord("ns", .address(try address("2001:db8:113::53"))),
                ZoneRecord("deep.below", .address(try address("203.0.113.7"))),
                ZoneRecord("*", .address(try address("203.0.113.80"))),
            ])
    }

    static func address(_ text: String) throws -> IPAddress { try #require(IPAddress(text)) }

    /// Where a service listens; the first if there are several.
    func endpoint(_ service: Service) throws -> Endpoint {
        try #require(responder.sockets.first { $0.service == service }).endpoint
    }

    /// A socket to a service.
    func client(_ service: Service, from source: IPAddress? = nil) throws -> Client {
        let isDatagram = [.dnsUDP, .stunUDP, .canaryUDP].contains(service)
        return try Client(
            isDatagram ? .datagram : .stream, to: try endpoint(service), from: source)
    }

    /// The answer to a request over HTTP on a connection of its own.
    func http(
        _ target: String, method: String = "GET", headers: String = ""
    ) throws -> HTTPAnswer {
        let client = try client(.http)
        let request = "\(method) \(target) HTTP/1.1\r\nHost: leak.test\r\n\(headers)"
        try client.send(Array("\(request)Connection: close\r\n\r\n".utf8))
        return try HTTPAnswer(try client.receive { _ in false })
    }

    /// The rows of a run.
    func rows(of run: String) throws -> RunAnswer {
        try RunAnswer(try http("/run/\(run)").body)
    }
}

extension AnswerRate {
    /// More than any test asks for.
    static var unlimited: AnswerRate {
        var rate = AnswerRate()
        rate.perSecond = 1_000_000
        rate.burst = 1_000_000
        return rate
    }
}
