internal import Foundation
internal import Responder
internal import Testing
internal import Wire

/// How a responder starts, and what keeps it from that.
struct StartTests {
    @Test func theKeyIsMadeOnceAndKept() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("key")
        let key = try KeyFile.key(at: path)
        let facts = try FileManager.default.attributesOfItem(atPath: path)
        #expect(facts[.posixPermissions] as? Int == 0o600)
        #expect(try KeyFile.key(at: path).publicKey == key.publicKey)
    }

    @Test func aKeyThatOthersMayReadIsRefused() throws {
        let folder = try TemporaryFolder()
        let path = folder.path("key")
        _ = try KeyFile.key(at: path)
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
        #expect(throws: ResponderError.self) { try KeyFile.key(at: path) }
    }

    @Test(arguments: ["", "AAAA", "not a key", String(repeating: "A", count: 60)])
    func whatIsNoKeyIsRefused(_ text: String) throws {
        let folder = try TemporaryFolder()
        let path = folder.path("key")
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        #expect(throws: ResponderError.self) { try KeyFile.key(at: path) }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
    }

    @Test func whatCannotBeServedIsToldBeforeAnythingRuns() throws {
        let key = try #require(Ed25519Key.generate())
        let good = try Scene.configuration()
        let loopback = Endpoint(try Scene.address("127.0.0.1"), port: 0)
        func code(_ change: (inout ResponderConfiguration) -> Void) -> ResponderError.Code? {
            var configuration = good
            change(&configuration)
            do {
                try RunningResponder(configuration, key: key).stop()
            } catch {
                return (error as? ResponderError)?.code
            }
            return nil
        }
        #expect(code { $0.listen[.dnsUDP] = [loopback] } == nil)
        #expect(code { $0.listen[.https] = [loopback] } == .certificate)
        #expect(
            code {
                $0.listen[.dot] = [loopback]
                $0.certificate = CertificateFiles(chain: "absent", key: "absent")
            } == .certificate)
        #expect(code { $0.records = [] } == .zone)
        #expect(code { $0.records.append(ZoneRecord("a..b", .address(loopback.address))) } == .zone)
        #expect(code { $0.records.append(ZoneRecord("*.a", .address(loopback.address))) } == .zone)
        #expect(code { $0.records.append(ZoneRecord("a", .nameServer(.root))) } == .zone)
        #expect(code { $0.records.append(ZoneRecord("a", .text([]))) } == .zone)
        let scene = try Scene()
        let taken = try scene.endpoint(.dnsTCP)
        #expect(code { $0.listen[.dnsTCP] = [taken] } == .listen)
        // An address for documentation is nobody's, so not ours.
        let foreign = Endpoint(try Scene.address("192.0.2.1"), port: 0)
        #expect(code { $0.listen[.stunUDP] = [loopback, foreign] } == .listen)
    }

    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1:53"), ("192.0.2.1:5353", "192.0.2.1:5353"),
        ("2001:db8::1", "[2001:db8::1]:53"), ("[2001:db8::1]:1", "[2001:db8::1]:1"),
    ])
    func addressesAreRead(_ text: String, _ meaning: String) {
        #expect(Endpoint(text, usualPort: 53)?.description == meaning)
    }

    @Test(arguments: [
        "", ":", ":53", "192.0.2.1:", "192.0.2.1:65536", "192.0.2.1:+1", "[192.0.2.1]:53",
        "[2001:db8::1]", "2001:db8::1]:53", "localhost:53", "[]:53", "192.0.2.1:000053",
    ])
    func whatIsNoAddressIsRefused(_ text: String) {
        #expect(Endpoint(text, usualPort: 53) == nil)
    }
}
