internal import Namespaces
internal import Responder
internal import Testing
internal import Wire

/// A responder for a test, stopped with the value.
final class Serving {
    static let loopback = IPAddress(v4: 0x7f00_0001)
    static let zone = "leak.test"
    /// What every name of the zone has.
    static let address = IPAddress(v4: 0xcb00_7150)

    let responder: RunningResponder

    /// Serves on the loopback, at ports that the system chose or the usual ones.
    init(
        _ services: [Service], certificate: Certificate? = nil, atUsualPorts: Bool = false
    ) throws {
        let zone = try #require(DNSWireName(Serving.zone))
        let server = try #require(DNSWireName("ns.leak.test"))
        var configuration = ResponderConfiguration(
            zone: zone,
            records: [
                ZoneRecord("@", .nameServer(server)), ZoneRecord("*", .address(Serving.address)),
                ZoneRecord("*", .address(IPAddress(high: 0x2001_0db8_0000_0000, low: 1))),
            ])
        for service in services {
            let port = atUsualPorts ? service.usualPort : 0
            configuration.listen[service] = [Endpoint(Serving.loopback, port: port)]
        }
        configuration.certificate = certificate?.files
        responder = try RunningResponder(
            configuration, key: try #require(Ed25519Key(seed: [UInt8](repeating: 7, count: 32))))
    }

    deinit {
        do { try responder.stop() } catch { Issue.record(error) }
    }

    func port(_ service: Service) throws -> UInt16 {
        try #require(responder.sockets.first { $0.service == service }).endpoint.port
    }
}

/// A certificate for `leak.test` and the loopback that `openssl` signs for itself.
final class Certificate {
    let files: CertificateFiles
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        files = CertificateFiles(chain: folder.path("chain.pem"), key: folder.path("key.pem"))
        _ = try Tool.run([
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
            "-nodes", "-days", "2", "-subj", "/CN=leak.test", "-addext",
            "subjectAltName=DNS:leak.test,IP:127.0.0.1", "-keyout", files.key, "-out", files.chain,
        ])
    }
}
