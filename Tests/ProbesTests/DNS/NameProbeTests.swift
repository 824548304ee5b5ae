internal import Evidence
internal import Glibc
internal import Responder
internal import Testing
internal import Wire

@testable internal import Probes

/// DNS questions over each transport, to a real responder.
struct NameProbeTests {
    /// Longer than anything takes here.
    private static let patience = 20_000

    private func question(
        _ text: String = "c1.names.leak.test", type: UInt16 = DNSType.a, port: UInt16,
        _ transport: NameQuestion.Transport = .udp
    ) throws -> NameQuestion {
        let name = try #require(DNSWireName(text))
        var question = NameQuestion(name, type: type, at: Serving.loopback, port: port)
        question.transport = transport
        return question
    }

    private func ask(_ question: NameQuestion) throws -> NameAnswer {
        try NameProbe().ask(question, within: NameProbeTests.patience).get()
    }

    /// What `whoami` says of how it was asked.
    private func transport(_ answer: NameAnswer) throws -> String {
        let body = try #require(answer.texts.first?.first)
        let words = String(decoding: body, as: UTF8.self).split(separator: " ")
        #expect(words.first == "address=127.0.0.1")
        #expect(words.contains("port=\(try #require(answer.localPort))"))
        return String(try #require(words.first { $0.hasPrefix("transport=") }).dropFirst(10))
    }

    @Test func addressesComeByDatagram() throws {
        let serving = try Serving([.dnsUDP])
        let answer = try ask(try question(port: try serving.port(.dnsUDP)))
        #expect(answer.code == 0 && answer.addresses == [Serving.address])
        #expect(answer.local == Serving.loopback)
        let refused = try ask(try question("leak.example", port: try serving.port(.dnsUDP)))
        #expect(refused.code == 5 && refused.addresses.isEmpty)
    }

    /// The text is longer than three times its question, so it comes over a connection.
    @Test func anAnswerThatWasCutIsFetchedOverTCP() throws {
        let serving = try Serving([.dnsUDP, .dnsTCP], atUsualPorts: false)
        // Both transports at one port, as everywhere.
        let port = try serving.port(.dnsTCP)
        let datagrams = try ask(
            try question("whoami.leak.test", type: DNSType.txt, port: port, .tcp))
        #expect(try transport(datagrams) == "tcp")
        let cut = NameProbe().ask(
            try question(
                "whoami.leak.test", type: DNSType.txt, port: try serving.port(.dnsUDP)),
            within: NameProbeTests.patience)
        // There is no connection to be had at the port of the datagrams here, and it was tried.
        #expect(throws: WebFault.refused(ECONNREFUSED)) { try cut.get() }
    }

    @Test func tlsAndHTTPSCarryQuestions() throws {
        let certificate = try Certificate()
        let serving = try Serving([.dot, .https], certificate: certificate)
        let trust = WebQuestion.Trust.authority(certificate.files.chain)
        let ways: [(NameQuestion.Transport, Service, String)] = [
            (.tls("leak.test", trust), .dot, "dot"),
            (.https("leak.test", trust, .get), .https, "doh"),
            (.https("leak.test", trust, .post), .https, "doh"),
            (.tls("127.0.0.1", .anybody), .dot, "dot"),
        ]
        for (way, service, name) in ways {
            let answer = try ask(
                try question(
                    "whoami.leak.test", type: DNSType.txt, port: try serving.port(service), way))
            #expect(try transport(answer) == name)
        }
    }

    @Test(arguments: [Service.dot, .https])
    func aStrangersCertificateIsNotTaken(_ service: Service) throws {
        let certificate = try Certificate()
        let serving = try Serving([service], certificate: certificate)
        let way: NameQuestion.Transport =
            service == .dot ? .tls("leak.test", .system) : .https("leak.test", .system, .get)
        let outcome = NameProbe().ask(
            try question(port: try serving.port(service), way), within: NameProbeTests.patience)
        #expect(throws: WebFault.untrusted(18)) { try outcome.get() }
    }

    @Test func aSilentServerIsSilent() throws {
        let peer = try Peer([Peer.Step(after: 1, say: [])], isPatient: true)
        for way in [.tcp, .tls("leak.test", .anybody)] as [NameQuestion.Transport] {
            let outcome = NameProbe().ask(try question(port: peer.port, way), within: 100)
            #expect(throws: WebFault.silent) { try outcome.get() }
        }
    }

    @Test(arguments: [[], [0, 3, 1, 2, 3], [0, 12, 0, 0, 0], [UInt8](repeating: 0, count: 14)])
    func whatIsNoAnswerIsGarbled(_ bytes: [UInt8]) throws {
        let peer = try Peer([Peer.Step(after: 30, say: bytes)])
        let outcome = NameProbe().ask(
            try question(port: peer.port, .tcp), within: NameProbeTests.patience)
        #expect(throws: WebFault.garbled(0)) { try outcome.get() }
    }

    /// Only what answers this very question is an answer, and no part of it.
    @Test func anAnswerIsTakenWholeOrNotAtAll() throws {
        let question = try question(type: DNSType.txt, port: 53)
        var writer = DNSWriter(id: 7, flags: 0x8180)
        var isWritten = writer.write(question: question.name, type: question.type)
        isWritten =
            writer.write(
                .answer, question.name, timeToLive: 1,
                .text([Array("one".utf8), Array("two".utf8)]))
            && isWritten
        #expect(isWritten)
        let whole = writer.bytes
        let answer = try #require(NameAnswer(whole, id: 7, to: question))
        #expect(answer.texts == [[Array("one".utf8), Array("two".utf8)]])
        for count in whole.indices {
            #expect(NameAnswer(Array(whole.prefix(count)), id: 7, to: question) == nil)
        }
        #expect(NameAnswer(whole, id: 8, to: question) == nil)
        var other = question
        other.type = DNSType.a
        #expect(NameAnswer(whole, id: 7, to: other) == nil)
        other = question
        other.class = 3
        #expect(NameAnswer(whole, id: 7, to: other) == nil)
        other = question
        other.name = .root
        #expect(NameAnswer(whole, id: 7, to: other) == nil)
    }

    @Test func theSystemKnowsItsOwnName() {
        let outcome = SystemResolver().addresses(
            of: "localhost", isIPv4: true, within: NameProbeTests.patience)
        #expect(outcome == .found([Serving.loopback]))
    }
}
