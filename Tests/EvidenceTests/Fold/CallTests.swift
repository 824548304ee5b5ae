internal import Testing
internal import Wire

@testable internal import Evidence

/// Calls to the declared control plane are read as anybody on the way can read them.
struct CallTests {
    private static let port: UInt16 = 40_000
    private static let declared = AllowedTraffic(
        name: "directory", reason: "test", prefix: IPPrefix(host: Specimen.server), port: nil,
        transport: nil, stage: nil, isControlPlane: true)

    /// A segment to the declared address; SYN is flag 2, data has 0x18.
    private static func segment(
        _ payload: [UInt8], from port: UInt16 = port, sequence: UInt32 = 1, flags: UInt8 = 0x18
    ) -> [UInt8] {
        Specimen.sent.tcp(
            Specimen.address, port, Specimen.server, 443, payload, sequence: sequence,
            acknowledgement: 1, flags: flags)
    }

    private static func request(_ target: String) -> [UInt8] {
        Array("GET \(target) HTTP/1.1\r\nHost: directory\r\n\r\n".utf8)
    }

    private static func ledger(
        _ frames: [[UInt8]], entries: [AllowedTraffic] = [declared], answers: [Answer] = []
    ) -> Ledger {
        var folding = Folding(frames)
        folding.entries = entries
        folding.answers = answers
        return folding.ledger()
    }

    /// How many frames told what, of all that can be told.
    private static func told(_ ledger: Ledger) -> [Sighting: UInt64] {
        Sighting.calls.reduce(into: [:]) { told, sighting in
            let packets = ledger.tally(sighting, stage: 0).packets
            if packets > 0 { told[sighting] = packets }
        }
    }

    @Test(arguments: [
        ("/nodes", Sighting.callInClear), ("/nodes?limit=5", .callInClear),
        ("/nodes?exit=", .callInClear), ("/exit/node-7", .callInClear),
        ("/nodes?exit=node-7", .callNamesNode), ("/n?a=b&country_code=de", .callNamesNode),
        ("/n?nodeId=7", .callNamesNode), ("/n?exit=7;userid=9", .callNamesUser),
        ("/n?wallet=0xabc&exit=7", .callNamesUser), ("/n?serverless=1", .callInClear),
        ("/n?%=&?=&=x&;", .callInClear),
    ])
    func aURLTellsByItsKeys(_ target: String, _ sighting: Sighting) {
        let ledger = Self.ledger([Self.segment(Self.request(target))])
        #expect(Self.told(ledger) == [sighting: 1])
        #expect(ledger.destinations(of: sighting, stage: 0).map(\.address) == [Specimen.server])
    }

    @Test func aRequestWhoseLineIsCutIsReadAsFarAsItIsThere() {
        let cut = Array("POST /session?user=4711&x=".utf8)
        #expect(Self.told(Self.ledger([Self.segment(cut)])) == [.callNamesUser: 1])
        let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)
        #expect(Self.told(Self.ledger([Self.segment(preface)])) == [.callInClear: 1])
    }

    @Test(arguments: [
        ("api.example-vpn.net", Sighting.callNamesProduct), ("WWW.Mullvad.test", .callNamesProduct),
        ("nym.example", .callNamesProduct), ("synonym.example", .callSealed),
        ("directory.example.net", .callSealed),
    ])
    func aServerNameTellsTheProduct(_ name: String, _ sighting: Sighting) {
        #expect(Self.told(Self.ledger([Self.segment(Self.hello(name))])) == [sighting: 1])
    }

    @Test func aHandshakeInTwoSegmentsIsPutTogether() {
        let hello = Self.hello("api.example-vpn.net")
        let first = Self.segment(Array(hello[..<30]))
        let second = Self.segment(Array(hello[30...]), sequence: 31)
        let whole = Self.ledger([first, second])
        #expect(Self.told(whole) == [.callNamesProduct: 1] && whole.openCalls == 0)
        let half = Self.ledger([first])
        #expect(Self.told(half) == [:] && half.openCalls == 1)
        // Another connection between the same ends does not make it whole.
        let anew = Self.ledger([first, Self.segment([], flags: 2)])
        #expect(anew.openCalls == 1)
    }

    @Test func whatFollowsABeginningIsNotReadAndWhatHasNoneIsUnread() {
        let data: [UInt8] = [23, 3, 3, 0, 40] + Array(repeating: 7, count: 40)
        let hello = Self.segment(Self.hello("directory.example.net"))
        let followed = Self.ledger([hello, Self.segment(data, sequence: 500)])
        #expect(Self.told(followed) == [.callSealed: 1])
        let late = Self.ledger([Self.segment(data), Self.segment(data, sequence: 46)])
        #expect(Self.told(late) == [.callUnread: 2])
        let datagram = Specimen.sent.udp(Specimen.address, 40_000, Specimen.server, 443, [1, 2])
        #expect(Self.told(Self.ledger([datagram])) == [.callUnread: 1])
        // Without data nothing was said yet.
        #expect(Self.told(Self.ledger([Self.segment([], flags: 2)])) == [:])
    }

    @Test func onlyTheControlPlaneIsReadAndNoProbeOfOurs() {
        let frame = Self.segment(Self.request("/nodes?exit=7"))
        let allowed = AllowedTraffic(
            name: "any", reason: "test", prefix: IPPrefix(host: Specimen.server), port: nil,
            transport: nil, stage: nil, isControlPlane: false)
        #expect(Self.told(Self.ledger([frame], entries: [allowed])) == [:])
        #expect(Self.told(Self.ledger([frame], entries: [])) == [:])
        var probe = Answer(.tcp, .routed, to: Specimen.server, port: 443, at: 0, outcome: .silent)
        probe.localPort = Self.port
        #expect(Self.told(Self.ledger([frame], answers: [probe])) == [:])
        probe.localPort = Self.port + 1
        #expect(Self.told(Self.ledger([frame], answers: [probe])) == [.callNamesNode: 1])
    }

    @Test func moreCallsThanFitAreUnread() {
        let frames = (0..<1030).map {
            Self.segment(Self.hello("directory.example.net"), from: 20_000 + UInt16($0))
        }
        #expect(Self.told(Self.ledger(frames)) == [.callSealed: 1024, .callUnread: 6])
        // Handshakes that never become whole take no more room than some.
        let open = (0..<70).map {
            Self.segment(Array(Self.hello("a.test")[..<30]), from: 20_000 + UInt16($0))
        }
        let ledger = Self.ledger(open)
        #expect(ledger.openCalls == 64 && Self.told(ledger) == [.callUnread: 6])
    }

    /// A ClientHello for a server in one TLS record (RFC 8446, 4.1.2; RFC 6066, 3).
    private static func hello(_ name: String) -> [UInt8] {
        func counted(_ bytes: [UInt8]) -> [UInt8] {
            FrameBuilder.bytes(UInt16(bytes.count)) + bytes
        }
        let extensions = [0, 0] + counted(counted([0] + counted(Array(name.utf8))))
        let body =
            [3, 3] + Array(repeating: 7, count: 32) + [0] + counted([0x13, 1]) + [1, 0]
            + counted(extensions)
        return [22, 3, 1] + counted([1, 0] + counted(body))
    }
}
