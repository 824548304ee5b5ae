internal import Evidence
internal import Glibc
internal import Wire

/// Asks DNS servers over UDP, TCP, TLS and HTTPS.
public struct NameProbe: Sendable {
    /// A probe.
    public init() {}

    /// Asks once, within so many milliseconds; a fault is told as for a request over HTTP.
    public func ask(
        _ question: NameQuestion, within limit: Int
    ) -> Result<NameAnswer, WebFault> {
        let clock = Countdown(limit)
        do throws(WebFault) {
            switch question.transport {
            case .udp:
                let answer = try askDatagram(question, clock)
                return .success(answer.isCut ? try askStream(question, clock) : answer)
            case .tcp: return .success(try askStream(question, clock))
            case .tls(let host, let trust):
                return .success(try askTLS(question, host, trust, clock))
            case .https(let host, let trust, let method):
                return .success(try askHTTPS(question, host, trust, method, clock))
            }
        } catch {
            return .failure(error)
        }
    }

    private func askDatagram(
        _ question: NameQuestion, _ clock: Countdown
    ) throws(WebFault) -> NameAnswer {
        let id = UInt16.random(in: .min ... .max)
        return try told { () throws(ProbeSocket.Refusal) in
            let socket = try ProbeSocket(question.server, Int32(SOCK_DGRAM.rawValue))
            try socket.take(question.path)
            try socket.connect(question.server, question.port, within: clock.left)
            try socket.send(question.bytes(id: id))
            // Anybody may guess where we listen: what does not answer the question is no answer.
            while !clock.isOver {
                guard let bytes = try socket.receive(within: clock.left),
                    var answer = NameAnswer(bytes, id: id, to: question)
                else { continue }
                (answer.local, answer.localPort) = NameProbe.ends(socket)
                return answer
            }
            throw ProbeSocket.Refusal(number: ETIMEDOUT)
        }
    }

    private func askStream(
        _ question: NameQuestion, _ clock: Countdown
    ) throws(WebFault) -> NameAnswer {
        let id = UInt16.random(in: .min ... .max)
        var message = NameMessage()
        let ends = try told { () throws(ProbeSocket.Refusal) in
            let socket = try ProbeSocket(question.server, Int32(SOCK_STREAM.rawValue))
            try socket.take(question.path)
            try socket.connect(question.server, question.port, within: clock.left)
            try socket.send(message.framed(question.bytes(id: id)))
            while !message.isWhole {
                guard let bytes = try socket.receive(within: clock.left) else {
                    if clock.isOver { throw ProbeSocket.Refusal(number: ETIMEDOUT) }
                    break
                }
                message.take(bytes)
            }
            return NameProbe.ends(socket)
        }
        return try answer(message, id, question, ends)
    }

    private func askTLS(
        _ question: NameQuestion, _ host: String, _ trust: WebQuestion.Trust, _ clock: Countdown
    ) throws(WebFault) -> NameAnswer {
        let id = UInt16.random(in: .min ... .max)
        guard
            var web = WebQuestion(
                .https, host: host, port: question.port, by: .direct(question.server))
        else { throw .unable(0) }
        web.path = question.path
        web.trust = trust
        let stream = try TLSStream(web, within: clock)
        var message = NameMessage()
        try stream.send(message.framed(question.bytes(id: id)), within: clock)
        while !message.isWhole {
            let bytes = try stream.receive(within: clock)
            if bytes.isEmpty { break }
            message.take(bytes)
        }
        return try answer(message, id, question, stream.ends)
    }

    private func askHTTPS(
        _ question: NameQuestion, _ host: String, _ trust: WebQuestion.Trust,
        _ method: NameQuestion.HTTPMethod, _ clock: Countdown
    ) throws(WebFault) -> NameAnswer {
        // Always 0, so that what caches keep is the same for everybody (RFC 8484, 4.1).
        let query = question.bytes(id: 0)
        let type = "application/dns-message"
        let target =
            method == .get ? "/dns-query?dns=\(Base64URL.text(of: query))" : "/dns-query"
        guard
            var web = WebQuestion(
                .https, host: host, port: question.port, target: target,
                by: .direct(question.server)), web.add("Accept", type)
        else { throw .unable(0) }
        if method == .post { web.method = .post(type: type, body: query) }
        web.path = question.path
        web.trust = trust
        let reply = try HTTPProbe().ask(web, within: Int(clock.left)).get()
        guard reply.status == 200,
            var answer = NameAnswer(reply.body, id: 0, to: question)
        else { throw .garbled(reply.status) }
        (answer.local, answer.localPort) = (reply.local, reply.localPort)
        return answer
    }

    private func answer(
        _ message: NameMessage, _ id: UInt16, _ question: NameQuestion,
        _ ends: (IPAddress?, UInt16?)
    ) throws(WebFault) -> NameAnswer {
        guard let bytes = message.bytes, var answer = NameAnswer(bytes, id: id, to: question)
        else { throw .garbled(0) }
        (answer.local, answer.localPort) = ends
        return answer
    }

    private static func ends(_ socket: borrowing ProbeSocket) -> (IPAddress?, UInt16?) {
        let local = socket.local
        return (local?.address, local?.port)
    }

    private func told<Value>(
        _ body: () throws(ProbeSocket.Refusal) -> Value
    ) throws(WebFault) -> Value {
        do throws(ProbeSocket.Refusal) {
            return try body()
        } catch {
            throw error.number == ETIMEDOUT ? .silent : .refused(error.number)
        }
    }
}

/// A DNS message behind its length, as it comes in parts over a connection (RFC 1035, 4.2.2).
private struct NameMessage {
    private var received: [UInt8] = []

    func framed(_ query: [UInt8]) -> [UInt8] { DNSOverTCP.framed(query) ?? [] }

    mutating func take(_ bytes: [UInt8]) { received += bytes }

    private var frame: DNSOverTCP? { unsafe DNSOverTCP(received.span.bytes) }

    var isWhole: Bool {
        if received.count < 2 { return false }
        // A length that no message has ends the wait as well.
        return frame?.isWhole ?? true
    }

    /// The message; nil if it is not whole.
    var bytes: [UInt8]? {
        guard let frame, frame.isWhole else { return nil }
        return Array(received[frame.message])
    }
}
