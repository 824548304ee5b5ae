internal import Foundation
internal import Responder
internal import Testing
internal import Wire

/// HTTP/1.1 over real sockets.
struct HTTPTests {
    @Test func whoamiTellsWhatWasReceived() throws {
        let scene = try Scene()
        let client = try scene.client(.http)
        let headers = "X-B: 1\r\nx-a:  two\r\nX-B: \"3\"\r\n"
        try client.send(Array("GET /whoami HTTP/1.1\r\nHost: leak.test\r\n\(headers)\r\n".utf8))
        let answer = try HTTPAnswer(try client.receive { $0.last == UInt8(ascii: "}") })
        let told = try WhoamiAnswer(answer.body)
        #expect(told.address == "127.0.0.1" && told.port == client.port)
        #expect(told.family == "ipv4" && told.transport == "http")
        #expect(
            told.headers == [
                ["Host", "leak.test"], ["X-B", "1"], ["x-a", "two"], ["X-B", "\"3\""],
            ])
        #expect(Timestamp(told.at) != nil)
    }

    @Test func aConnectionIsKept() throws {
        let scene = try Scene()
        let client = try scene.client(.http)
        for _ in 0..<3 {
            try client.send(Array("GET / HTTP/1.1\r\nHost: leak.test\r\n\r\n".utf8))
            let answer = try HTTPAnswer(try client.receive { $0.last == 10 && $0.count > 100 })
            #expect(answer.status == 200 && answer.text == "127.0.0.1\n")
        }
    }

    @Test(arguments: ["GET", "POST", "HEAD", "PUT"])
    func aCanaryIsHitByAnyMethod(_ method: String) throws {
        let scene = try Scene()
        let answer = try scene.http("/c/Run-1/img.png?x=1", method: method)
        #expect(answer.status == 200)
        #expect(answer.body.isEmpty == (method == "HEAD"))
        _ = try scene.http("/c/run-1/deep/below")
        let rows = try scene.rows(of: "run-1").rows
        #expect(rows.map(\.id) == ["img.png", "deep"])
        #expect(rows.map(\.kind) == ["http", "http"])
    }

    @Test(arguments: [
        ("/nothing", 404), ("/run/", 404), ("/run/r_n", 404), ("/run/a/b", 404), ("/c/run", 404),
        ("/c//x", 404), ("/stun/12", 404), ("/whoami?run=r_n", 400), ("/dns-query", 404),
        ("*", 404), ("/key/", 404), ("/whoami?mark=r_n", 400), ("/run/a?mark=", 400),
    ])
    func whatIsNotThereIsRefused(_ target: String, _ status: Int) throws {
        let scene = try Scene()
        #expect(try scene.http(target).status == status)
    }

    /// So nobody can give an answer of before for the answer to this request.
    @Test(arguments: ["/whoami?run=run-1&mark=M-2", "/run/run-1?mark=M-2"])
    func theMarkOfARequestComesBack(_ target: String) throws {
        struct Body: Decodable {
            let mark: String
            let at: String
        }
        let scene = try Scene()
        let answer = try scene.http(target)
        let body = try JSONDecoder().decode(Body.self, from: Data(answer.body))
        #expect(body.mark == "m-2" && Timestamp(body.at) != nil)
        #expect(answer.isSigned(with: scene.responder.publicKey, for: "run-1"))
    }

    @Test func onlyReadingIsAnswered() throws {
        let scene = try Scene()
        #expect(try scene.http("/whoami", method: "DELETE").status == 405)
    }

    @Test func anUnknownRunHasNoRows() throws {
        let scene = try Scene()
        let answer = try scene.rows(of: "never-seen")
        #expect(answer.rows.isEmpty && answer.dropped_rows == 0 && answer.dropped_runs == 0)
    }

    @Test(arguments: [(1, 9_000), (65, 1), (5, 4_000)])
    func headersAreBounded(_ count: Int, _ length: Int) throws {
        let value = String(repeating: "a", count: length)
        let headers = String(repeating: "X: \(value)\r\n", count: count)
        let scene = try Scene()
        let client = try scene.client(.http)
        try client.send(Array("GET /whoami HTTP/1.1\r\nHost: leak.test\r\n\(headers)\r\n".utf8))
        let answer = String(decoding: try client.receive { _ in false }, as: UTF8.self)
        #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 4"))
    }

    @Test func aLongBodyEndsTheConnection() throws {
        let scene = try Scene()
        let client = try scene.client(.http)
        try client.send(
            Array("POST /c/run/x HTTP/1.1\r\nHost: a\r\nContent-Length: 9000\r\n\r\n".utf8)
                + [UInt8](repeating: 65, count: 4_097))
        #expect(try client.receive { _ in false }.isEmpty)
    }

    @Test func dohTakesBothMethods() throws {
        let certificate = try Certificate()
        let scene = try Scene(certificate: certificate.files)
        let query = try Lookup.query("c1.doh.leak.test")
        let end = "HTTP/1.1\r\nHost: leak.test\r\nConnection: close\r\n"
        let type = "Content-Type: application/dns-message\r\n"
        let post = Array(
            "POST /dns-query \(end)\(type)Content-Length: \(query.count)\r\n\r\n".utf8)
        let bare = Array("POST /dns-query \(end)Content-Length: 1\r\n\r\na".utf8)
        let text = Base64URL.text(of: query)
        let cases: [([UInt8], Int)] = [
            (Array("GET /dns-query?dns=\(text) \(end)\r\n".utf8), 200), (post + query, 200),
            (bare, 415), (Array("GET /dns-query?dns=\(text)= \(end)\r\n".utf8), 400),
            (Array("GET /dns-query \(end)\r\n".utf8), 400),
            (Array("PUT /dns-query \(end)\r\n".utf8), 405),
        ]
        for (request, status) in cases {
            let answer = try HTTPAnswer(
                try TLSClient.ask(try scene.endpoint(.https), "http/1.1", request) { _ in false })
            #expect(answer.status == status)
        }
        #expect(try scene.rows(of: "doh").rows.map(\.transport) == ["doh", "doh"])
    }
}
