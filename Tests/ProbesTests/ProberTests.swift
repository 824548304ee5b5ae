internal import Evidence
internal import Gather
internal import Glibc
internal import Probes
internal import Responder
internal import Testing
internal import Wire

/// What a probe notes is what happened, against a real responder on the loopback.
struct ProberTests {
    private static let loopback = IPAddress(v4: 0x7f00_0001)

    /// Asks a responder that serves one thing.
    private func ask(_ service: Service, _ content: Question.Content) throws -> Answer {
        let zone = try #require(DNSWireName("leak.test"))
        let server = try #require(DNSWireName("ns.leak.test"))
        var configuration = ResponderConfiguration(
            zone: zone,
            records: [
                ZoneRecord("@", .nameServer(server)),
                ZoneRecord("*", .address(IPAddress(v4: 0xcb00_7150))),
            ])
        configuration.listen = [service: [Endpoint(ProberTests.loopback, port: 0)]]
        let responder = try RunningResponder(
            configuration, key: try #require(Ed25519Key(seed: [UInt8](repeating: 7, count: 32))))
        let port = try #require(responder.sockets.first?.endpoint.port)
        let answer = Prober().ask(Question(content, to: ProberTests.loopback, port: port))
        try responder.stop()
        return answer
    }

    private func canary() throws -> CanaryLine {
        let run = try #require(RunLabel("probes"))
        return try #require(CanaryLine(run: run, id: "c1"))
    }

    @Test func aCanaryIsAnsweredOverUDPAndTCP() throws {
        let line = try canary()
        let datagram = Question.Content.datagram(line.datagram, mark: "c1", waits: true)
        #expect(try ask(.canaryUDP, datagram).outcome == .answered)
        let stream = try ask(.canaryTCP, .stream(line.line, mark: "c1"))
        #expect(stream.outcome == .answered)
        #expect(stream.local == ProberTests.loopback && stream.localPort != nil)
        #expect(stream.mark == "c1")
    }

    @Test(arguments: [(Service.dnsUDP, false), (.dnsTCP, true)])
    func aLookUpGivesItsAddresses(service: Service, overTCP: Bool) throws {
        let name = try #require(DNSWireName("c1.probes.leak.test"))
        let answer = try ask(service, .lookUp(name, type: 1, overTCP: overTCP))
        #expect(answer.outcome == .answered)
        #expect(answer.addresses == [IPAddress(v4: 0xcb00_7150)])
        #expect(answer.mark == "c1.probes.leak.test")
    }

    @Test func aSTUNServerTellsTheAddressThatItSaw() throws {
        let answer = try ask(.stunUDP, .binding)
        #expect(answer.outcome == .answered)
        #expect(answer.seen == ProberTests.loopback)
    }

    @Test func aClosedPortRefuses() {
        // Port 1 of the loopback is nobody's.
        let answer = Prober().ask(
            Question(.stream([1], mark: "closed"), to: ProberTests.loopback, port: 1))
        #expect(answer.outcome == .refused(ECONNREFUSED))
    }

    @Test func anInterfaceThatIsNotThereRefuses() {
        let answer = Prober().ask(
            Question(
                .datagram([1], mark: "gone", waits: false), to: ProberTests.loopback, port: 9,
                path: .interface("wtnone0")))
        #expect(answer.outcome == .unsent(ENODEV))
    }

    /// A goodbye that a kill switch holds would leave later, in another stage.
    @Test(arguments: [Answer.Path.routed, .interface("lo"), .address(IPAddress(v4: 0x7f00_0001))])
    func whatGoesPastTheRoutesEndsAtOnce(path: Answer.Path) throws {
        let peer = try Peer([Peer.Step(after: 1, say: [1])], isPatient: true)
        let answer = Prober().ask(
            Question(
                .stream([1], mark: "c1"), to: ProberTests.loopback, port: peer.port, path: path))
        #expect(answer.outcome == .answered)
        #expect(peer.wasReset == (path != .routed))
    }

    @Test func answersComeInTheOrderOfTheQuestions() {
        let questions = (1...40).map { number in
            Question(
                .datagram([1], mark: "\(number)", waits: false), to: ProberTests.loopback,
                port: 9)
        }
        let marks = Prober().ask(questions).map(\.mark)
        #expect(marks == (1...40).map { "\($0)" })
    }

    /// A datagram socket on the loopback that never answers, and its port.
    private func silence() throws -> (socket: Int32, port: UInt16) {
        let server = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = UInt16(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe bind(server, pointer, length) == 0
                    && getsockname(server, pointer, &length) == 0
            }
        }
        try #require(code)
        return (server, UInt16(bigEndian: address.sin_port))
    }

    /// A prober that waited here would wait for an hour.
    @Test(.timeLimit(.minutes(1)))
    func behindTheDeadlineAQuestionIsSentAndNotWaitedFor() throws {
        let (server, port) = try silence()
        defer { close(server) }
        let pace = Pace(patience: 3_600_000, limit: .zero, handshake: .zero)
        let line = try canary()
        let question = Question(
            .datagram(line.datagram, mark: "c1", waits: true), to: ProberTests.loopback, port: port)
        #expect(Prober(pace).ask(question).outcome == .silent)
        var bytes = [UInt8](repeating: 0, count: 2048)
        let count = unsafe recv(server, &bytes, bytes.count, Int32(MSG_DONTWAIT))
        #expect(count == line.datagram.count)
    }
}
