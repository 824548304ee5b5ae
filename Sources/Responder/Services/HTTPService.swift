internal import Wire

/// A request as the responder looks at it.
struct HTTPQuestion {
    let method: String
    /// The target without what follows a question mark.
    let path: Substring
    /// What follows the question mark.
    let query: Substring
    /// Names and values as received, in order.
    let headers: [(name: String, value: String)]
    let body: [UInt8]

    init(
        method: String, target: String, headers: [(name: String, value: String)], body: [UInt8]
    ) {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        self.method = method
        path = parts.first ?? ""
        query = parts.count == 2 ? parts[1] : ""
        self.headers = headers
        self.body = body
    }

    /// The first value of a parameter.
    func parameter(_ name: String) -> Substring? {
        for pair in query.split(separator: "&") where pair.hasPrefix(name + "=") {
            return pair.dropFirst(name.utf8.count + 1)
        }
        return nil
    }
}

/// What goes back over HTTP.
struct HTTPReply {
    /// 200, 400, 404, 405 or 415.
    var status = 200
    var type = "application/json"
    var body: [UInt8] = []
    var run: RunLabel?
    /// Whether the body is signed.
    var isSigned = true

    /// A refusal: a line of text, not signed.
    static func refusal(_ status: Int, _ text: String) -> HTTPReply {
        HTTPReply(
            status: status, type: "text/plain", body: Array("\(text)\n".utf8), isSigned: false)
    }
}

/// HTTP: who is asking, what a run did, and DNS over HTTPS.
struct HTTPService {
    let state: ResponderState
    /// `http` or `https`.
    let service: Service

    func reply(to question: HTTPQuestion, from asker: Endpoint) -> HTTPReply {
        let words = question.path.split(separator: "/", omittingEmptySubsequences: false)
            .dropFirst()
        if words.first == "dns-query", words.count == 1, service == .https {
            return resolve(question, from: asker)
        }
        if words.first == "c" { return hit(words, from: asker) }
        guard question.method == "GET" || question.method == "HEAD" else {
            return .refusal(405, "GET is what is answered here.")
        }
        switch (words.first, words.count) {
        case ("", 1):
            return HTTPReply(type: "text/plain", body: Array("\(asker.address)\n".utf8))
        case ("key", 1):
            let body = Array("\(state.key.publicKey)\n".utf8)
            return HTTPReply(type: "text/plain", body: body, isSigned: false)
        case ("whoami", 1): return whoami(question, from: asker)
        case ("run", 2):
            guard let run = words.last.flatMap({ RunLabel($0) }) else { break }
            return marked(question) { mark in
                HTTPReply(body: state.runs.json(of: run, mark: mark, at: state.now), run: run)
            }
        case ("stun", 2):
            guard let id = words.last?.lowercased(), id.utf8.count == 24,
                id.utf8.allSatisfy({ 0x30...0x39 ~= $0 || 0x61...0x66 ~= $0 })
            else { break }
            return HTTPReply(body: state.json(ofTransaction: id))
        default: break
        }
        return .refusal(404, "There is nothing here.")
    }

    /// Answers with the mark that `?mark=` names, which proves that the answer was made for this very
    /// request.
    private func marked(
        _ question: HTTPQuestion, _ reply: (RunLabel?) -> HTTPReply
    ) -> HTTPReply {
        guard let text = question.parameter("mark") else { return reply(nil) }
        guard let mark = RunLabel(text) else { return .refusal(400, "That is no mark.") }
        return reply(mark)
    }

    /// The caller as it was seen. `?run=RUN` binds the signature to a run.
    private func whoami(_ question: HTTPQuestion, from asker: Endpoint) -> HTTPReply {
        var run: RunLabel?
        if let text = question.parameter("run") {
            run = RunLabel(text)
            guard run != nil else { return .refusal(400, "That is no name of a run.") }
        }
        return marked(question) { whoami(question, from: asker, run, $0) }
    }

    private func whoami(
        _ question: HTTPQuestion, from asker: Endpoint, _ run: RunLabel?, _ mark: RunLabel?
    ) -> HTTPReply {
        var json = JSONText()
        json.begin("{")
        json.member("address", asker.address.description)
        json.member("port", Int(asker.port))
        json.member("family", asker.address.isIPv4 ? "ipv4" : "ipv6")
        json.member("transport", service.transport)
        json.begin("headers", "[")
        for header in question.headers {
            json.begin("[")
            json.element(header.name)
            json.element(header.value)
            json.end("]")
        }
        json.end("]")
        json.member("at", state.now.rfc3339(digits: 9))
        json.member("mark", mark?.text)
        json.end("}")
        return HTTPReply(body: json.bytes, run: run)
    }

    /// A canary that somebody fetched, with whatever method: `/c/RUN/CANARY`, and anything below.
    private func hit(_ words: ArraySlice<Substring>, from asker: Endpoint) -> HTTPReply {
        let words = Array(words)
        guard words.count >= 3, let run = RunLabel(words[1]),
            let canary = CanaryLine(run: run, id: String(words[2]))
        else { return .refusal(404, "There is nothing here.") }
        state.runs.add(
            Row(at: state.now, service: service, name: canary.id, from: asker), to: run)
        let body = Array("\(asker.address)\n".utf8)
        return HTTPReply(type: "text/plain", body: body, run: run)
    }

    /// DNS over HTTPS (RFC 8484).
    private func resolve(_ question: HTTPQuestion, from asker: Endpoint) -> HTTPReply {
        let type = "application/dns-message"
        var message: [UInt8]?
        switch question.method {
        case "GET":
            message = question.parameter("dns").flatMap { Base64URL.bytes(of: $0.utf8) }
        case "POST":
            let named = question.headers.first { $0.name.lowercased() == "content-type" }
            guard named?.value == type else { return .refusal(415, "It must be \(type).") }
            message = question.body
        default: return .refusal(405, "GET and POST are what is answered here.")
        }
        guard let message,
            let answer = unsafe DNSService(state: state).answer(
                message.span.bytes, from: asker, over: service, as: "doh")
        else { return .refusal(400, "That is no DNS query.") }
        return HTTPReply(type: type, body: answer, isSigned: false)
    }
}
