internal import Evidence
internal import Foundation
internal import Gather
internal import Glibc
internal import Namespaces
internal import Probes
internal import Responder
internal import Testing
internal import Wire

/// Requests over HTTP and HTTPS, to a real responder and to peers that misbehave.
struct HTTPProbeTests {
    private static let loopback = WebQuestion.Way.direct(Serving.loopback)
    /// Longer than anything takes here.
    private static let patience = 20_000

    private struct Whoami: Decodable {
        let address: String
        let port: UInt16
        let headers: [[String]]
    }

    private func question(
        _ scheme: WebQuestion.Scheme = .http, host: String = "127.0.0.1", port: UInt16,
        target: String = "/", by way: WebQuestion.Way = loopback
    ) throws -> WebQuestion {
        try #require(WebQuestion(scheme, host: host, port: port, target: target, by: way))
    }

    private func ask(_ question: WebQuestion) -> Result<WebAnswer, WebFault> {
        HTTPProbe().ask(question, within: HTTPProbeTests.patience)
    }

    private func fault(_ question: WebQuestion, within limit: Int = patience) -> WebFault? {
        switch HTTPProbe().ask(question, within: limit) {
        case .success: nil
        case .failure(let fault): fault
        }
    }

    @Test func aPageComesWithItsHeadersAndBothEnds() throws {
        let serving = try Serving([.http])
        let port = try serving.port(.http)
        var question = try question(port: port, target: "/whoami")
        let isAdded = question.add("X-Mark", "seen as sent")
        #expect(isAdded)
        let answer = try ask(question).get()
        let body = try JSONDecoder().decode(Whoami.self, from: Data(answer.body))
        #expect(answer.status == 200 && !answer.isCut && answer.certificate == nil)
        #expect(body.port == answer.localPort && body.address == "\(Serving.loopback)")
        #expect(answer.local == Serving.loopback && answer.remote == Serving.loopback)
        #expect(body.headers.contains(["X-Mark", "seen as sent"]))
        // Nothing that is the user's own: no cookie, no password, no language.
        #expect(
            Set(body.headers.compactMap(\.first)) == ["Host", "User-Agent", "Accept", "X-Mark"])
        #expect(answer.header("watertight-signature") != nil)
        #expect(answer.header("Content-Type")?.raw == "application/json")
    }

    @Test func aHeadHasNoBody() throws {
        let serving = try Serving([.http])
        var question = try question(port: try serving.port(.http), target: "/whoami")
        question.method = .head
        let answer = try ask(question).get()
        #expect(answer.status == 200 && answer.body.isEmpty)
    }

    @Test func noNameIsLookedUp() throws {
        let serving = try Serving([.http])
        let answer = try ask(
            try question(
                host: "nobody.invalid", port: try serving.port(.http), target: "/whoami")
        ).get()
        let body = try JSONDecoder().decode(Whoami.self, from: Data(answer.body))
        #expect(body.headers.first?.last?.hasPrefix("nobody.invalid:") == true)
    }

    @Test func whoIsTrustedIsUpToTheQuestion() throws {
        let certificate = try Certificate()
        let serving = try Serving([.https], certificate: certificate)
        let port = try serving.port(.https)
        var ours = try question(.https, host: "leak.test", port: port)
        // 18: it signed itself.
        #expect(fault(ours) == .untrusted(18))
        ours.trust = .authority(certificate.files.chain)
        #expect(try ask(ours).get().certificate == 0)
        ours.trust = .anybody
        let answer = try ask(ours).get()
        #expect(answer.status == 200 && answer.certificate == 18)
        var another = try question(.https, host: "other.test", port: port)
        another.trust = .authority(certificate.files.chain)
        #expect(fault(another) == .untrusted(1))
    }

    @Test func aRequestGoesTheWayItIsTold() throws {
        let serving = try Serving([.http])
        var question = try question(port: try serving.port(.http))
        question.path = .address(IPAddress(v4: 0x7f00_0002))
        #expect(try ask(question).get().body == Array("127.0.0.2\n".utf8))
        question.path = .interface("lo")
        #expect(try ask(question).get().body == Array("127.0.0.1\n".utf8))
        // Never by another way than the one that was asked for.
        question.path = .interface("wtnone0")
        #expect(fault(question) == .refused(ENODEV))
        question.path = .address(IPAddress(v4: 0xcb00_7101))
        #expect(fault(question) == .refused(EADDRNOTAVAIL))
    }

    @Test func aClosedPortRefusesAndASilentPeerIsSilent() throws {
        #expect(fault(try question(port: 1)) == .refused(ECONNREFUSED))
        let peer = try Peer([Peer.Step(afterHead: "")], isPatient: true)
        #expect(fault(try question(port: peer.port), within: 100) == .silent)
    }

    @Test func noRedirectIsFollowed() throws {
        let head =
            "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"
        let peer = try Peer([Peer.Step(afterHead: head)])
        let answer = try ask(try question(port: peer.port)).get()
        #expect(answer.status == 302 && answer.header("location")?.raw == "http://127.0.0.1:1/")
    }

    @Test func aLongBodyIsCutAndSaysSo() throws {
        let body = String(repeating: "x", count: 200_000)
        let peer = try Peer([
            Peer.Step(afterHead: "HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n\(body)")
        ])
        let answer = try ask(try question(port: peer.port)).get()
        #expect(answer.body.count == 64 << 10 && answer.isCut && answer.status == 200)
    }

    @Test func manyHeadersAreCutAndThatIsSaid() throws {
        let lines = (1...500).map { "X-\($0): \($0)\r\n" }.joined()
        let peer = try Peer([
            Peer.Step(afterHead: "HTTP/1.1 200 OK\r\n\(lines)Content-Length: 0\r\n\r\n")
        ])
        let answer = try ask(try question(port: peer.port)).get()
        #expect(answer.headers.count == 64 && answer.isCut)
        #expect(answer.headers.last?.name.raw == "X-64")
    }

    @Test(arguments: [
        "nonsense\r\n\r\n", "", "HTTP/9.9 hello\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort",
    ])
    func whatIsNoAnswerIsGarbled(_ text: String) throws {
        let peer = try Peer([Peer.Step(afterHead: text)])
        guard case .garbled = fault(try question(port: peer.port)) else {
            Issue.record("\(text) was taken")
            return
        }
    }

    @Test(arguments: [true, false])
    func aSOCKSProxyGetsTheNameOrTheAddress(byName: Bool) throws {
        let target = IPAddress(v4: 0xcb00_7150)
        let request = byName ? 7 + "nobody.invalid".utf8.count : 10
        let peer = try Peer([
            Peer.Step(after: 3, say: [5, 0]),
            Peer.Step(after: request, say: [5, 0, 0, 1, 0, 0, 0, 0, 0, 0]),
            Peer.Step(afterHead: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"),
        ])
        let answer = try ask(
            try question(
                host: "nobody.invalid", port: 80,
                by: .socks(Serving.loopback, port: peer.port, to: byName ? nil : target))
        ).get()
        #expect(answer.body == Array("hi".utf8))
        let asked = peer.heard[1]
        let wanted: [UInt8] =
            byName
            ? [5, 1, 0, 3, 14] + Array("nobody.invalid".utf8) + [0, 80]
            : [5, 1, 0, 1, 203, 0, 113, 80, 0, 80]
        #expect(asked == wanted)
    }

    /// What a proxy answers, and what that says of the page that is asked for.
    @Test(arguments: [
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", Answer.Outcome.answered),
        ("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", .answered),
        ("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n", .refused(EHOSTUNREACH)),
        ("nonsense\r\n\r\n", .garbled),
    ])
    func aPageThatAProxyCouldNotReachIsNotAnswered(
        _ said: String, _ outcome: Answer.Outcome
    ) throws {
        let peer = try Peer([Peer.Step(afterHead: said)])
        let proxy = try #require(Proxy("http://127.0.0.1:\(peer.port)"))
        let name = try #require(DNSWireName("c6.probes.leak.test"))
        let answer = Prober().ask(
            Question(
                .page(name, by: proxy), to: IPAddress(v4: 0xcb00_7150), port: 80,
                path: .proxy(proxy.address, proxy.port)))
        #expect(answer.outcome == outcome)
        #expect(answer.kind == .http && answer.mark == "c6.probes.leak.test")
        let head = String(decoding: try #require(peer.heard.first), as: UTF8.self)
        #expect(head.hasPrefix("GET http://c6.probes.leak.test/ HTTP/1.1\r\n"))
    }

    @Test func anHTTPProxyGetsTheWholeURL() throws {
        let peer = try Peer([
            Peer.Step(afterHead: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")
        ])
        let answer = try ask(
            try question(
                host: "nobody.invalid", port: 80,
                by: .proxy(Serving.loopback, port: peer.port))
        ).get()
        #expect(answer.body == Array("hi".utf8))
        let head = String(decoding: try #require(peer.heard.first), as: UTF8.self)
        #expect(head.hasPrefix("GET http://nobody.invalid/ HTTP/1.1\r\n"))
    }

    @Test func manyAskAtATime() async throws {
        let serving = try Serving([.http])
        let question = try question(port: try serving.port(.http))
        let count = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<32 {
                group.addTask {
                    try HTTPProbe().ask(question, within: HTTPProbeTests.patience).get().status
                }
            }
            return try await group.reduce(0) { $0 + ($1 == 200 ? 1 : 0) }
        }
        #expect(count == 32)
    }

    /// In a process of its own, since the environment is one for all threads.
    @Test func theEnvironmentNamesNoProxy() async {
        await #expect(processExitsWith: .success) {
            // Nobody listens there, so a request by way of it fails.
            for name in ["http_proxy", "all_proxy", "ALL_PROXY"] {
                unsafe setenv(name, "http://127.0.0.1:1", 1)
            }
            let serving = try Serving([.http])
            let question = try #require(
                WebQuestion(
                    .http, host: "127.0.0.1", port: try serving.port(.http),
                    by: .direct(Serving.loopback)))
            #expect(try HTTPProbe().ask(question, within: 20_000).get().status == 200)
        }
    }

    /// The proxy that a question names is not passed by either.
    @Test func theEnvironmentTakesNoProxyAway() async {
        await #expect(processExitsWith: .success) {
            unsafe setenv("no_proxy", "*", 1)
            let peer = try Peer([
                Peer.Step(afterHead: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            ])
            let question = try #require(
                WebQuestion(
                    .http, host: "127.0.0.1", port: 1,
                    by: .proxy(Serving.loopback, port: peer.port)))
            #expect(try HTTPProbe().ask(question, within: 20_000).get().status == 200)
        }
    }

    @Test(arguments: [
        ("", "/"), ("a b", "/"), ("a/b", "/"), ("a@b", "/"), ("a:1", "/"), ("a\r\nX: y", "/"),
        ("a", ""), ("a", "x"), ("a", "/ b"), ("a", "/\r\nX: y"), ("a", "/#b"), ("a", "/\u{e9}"),
    ])
    func whatWouldBreakARequestIsNone(host: String, target: String) {
        #expect(
            WebQuestion(.http, host: host, target: target, by: HTTPProbeTests.loopback) == nil)
    }

    @Test(arguments: [("", "a"), ("A B", "a"), ("A:", "a"), ("A", ""), ("A", "b\r\nC: d")])
    func whatWouldBreakAHeaderIsNotAdded(name: String, value: String) throws {
        var question = try question(port: 80)
        let isAdded = question.add(name, value)
        #expect(!isAdded && question.headers.isEmpty)
    }
}
