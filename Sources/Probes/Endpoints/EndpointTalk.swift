internal import Wire

/// One talk with an endpoint: what is asked first, and what follows from what was heard.
///
/// It is a value and does nothing by itself, so that recorded answers can be put to it.
struct EndpointTalk: Sendable {
    /// How the talk is noted.
    let kind: EndpointReply.Kind
    /// What the talk is about: a URL, or a name.
    let subject: String
    /// The name by whose look-up resolvers are found out.
    let name: String
    /// What is asked first.
    let first: EndpointStep
}

/// A point of a talk.
indirect enum EndpointStep: Sendable {
    /// Ask these, at a time, and go on with what was heard, in the same order.
    case ask([EndpointAsk], then: @Sendable ([EndpointHeard]) -> EndpointStep)
    /// The talk is over, and this is what was said.
    case end(EndpointReading, EndpointReply.Proof = .unsigned)
    /// The talk is over without it.
    case fail(EndpointReply.Outcome, EndpointReading = EndpointReading())
}

/// One question within a talk.
struct EndpointAsk: Sendable {
    /// What is asked.
    enum Content: Sendable {
        /// A request for a target over HTTP or HTTPS.
        case web(WebQuestion.Scheme, target: String, WebQuestion.Trust)
        /// A query to the server.
        case name(DNSWireName, type: UInt16, class: UInt16, NameQuestion.Transport)
        /// A look-up by the system's resolver; the host is the name.
        case stub
        /// A STUN Binding request.
        case binding
    }

    /// The host: a name, which the system's resolver looks up, or an address.
    var host: String
    /// The port.
    var port: UInt16
    /// The family; nil for the first address that there is, and for look-ups of both.
    var isIPv4: Bool?
    /// What is asked.
    var content: Content
}

/// What was heard for one question.
enum EndpointHeard: Sendable {
    /// An answer over HTTP or HTTPS.
    case web(WebAnswer)
    /// An answer of a DNS server.
    case name(NameAnswer)
    /// The addresses that the system's resolver gave; none if there are none.
    case addresses([IPAddress])
    /// The address that a STUN server saw.
    case seen(IPAddress)
    /// Nothing, for this reason.
    case failed(EndpointReply.Outcome)
}

extension EndpointTalk {
    /// One request by HTTPS for a JSON or a text, and its reader: nil for what it cannot read.
    static func get(
        _ host: String, _ target: String, isIPv4: Bool? = nil,
        read: @escaping @Sendable ([UInt8]) -> EndpointReading?
    ) -> EndpointTalk {
        let ask = EndpointAsk(
            host: host, port: 443, isIPv4: isIPv4,
            content: .web(.https, target: target, .system))
        return EndpointTalk(
            kind: .http, subject: "https://\(host)\(target)", name: host,
            first: .ask([ask]) { EndpointStep.body(of: $0, then: EndpointStep.reading(read)) })
    }

    /// One query to a server, and its reader.
    static func name(
        _ text: String, type: UInt16, class: UInt16 = 1, at host: String, port: UInt16 = 53,
        isIPv4: Bool? = nil, read: @escaping @Sendable (NameAnswer) -> EndpointReading?
    ) -> EndpointTalk? {
        guard let name = DNSWireName(text) else { return nil }
        let ask = EndpointAsk(
            host: host, port: port, isIPv4: isIPv4,
            content: .name(name, type: type, class: `class`, .udp))
        return EndpointTalk(
            kind: .dns, subject: text, name: text,
            first: .ask([ask]) { heard in
                switch heard.first {
                case .name(let answer) where answer.code != 0: .fail(.declined(Int(answer.code)))
                case .name(let answer): read(answer).map { .end($0) } ?? .fail(.garbled)
                case .failed(let outcome): .fail(outcome)
                default: .fail(.garbled)
                }
            })
    }
}

extension EndpointStep {
    /// Goes on with the body of an answer by HTTP, if it is a success.
    static func body(
        of heard: [EndpointHeard], then next: ([UInt8]) -> EndpointStep
    ) -> EndpointStep {
        switch heard.first {
        case .web(let answer) where answer.status != 200: .fail(.declined(answer.status))
        // Half of a text may read as another one.
        case .web(let answer) where answer.isCut: .fail(.garbled)
        case .web(let answer): next(answer.body)
        case .failed(let outcome): .fail(outcome)
        default: .fail(.garbled)
        }
    }

    /// Ends with what a reader makes of a body.
    static func reading(
        _ read: @escaping @Sendable ([UInt8]) -> EndpointReading?
    ) -> @Sendable ([UInt8]) -> EndpointStep {
        { body in read(body).map { .end($0) } ?? .fail(.garbled) }
    }
}
