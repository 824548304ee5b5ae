internal import Wire

/// A row of `answers.jsonl`.
struct AnswerRow: Codable {
    var number: Int
    var at: String
    var kind: Answer.Kind
    var path: String
    var via: String?
    var remote: String
    var remotePort: UInt16?
    var local: String?
    var localPort: UInt16?
    var mark: String?
    var outcome: String
    var errno: Int32?
    var seen: String?
    var addresses: [String]?
    var user: UInt32?
    var endpoint: String?
    var resolver: String?
    var clientSubnet: String?
    var verified: Bool?

    enum CodingKeys: String, CodingKey {
        case number, at, kind, path, via, remote, local, mark, outcome, errno, seen, addresses
        case user, endpoint, resolver, verified
        case clientSubnet = "client_subnet"
        case remotePort = "remote_port"
        case localPort = "local_port"
    }

    /// The file of such rows: a run asks some hundred times.
    static let file = RowFile<AnswerRow>(name: "answers.jsonl", most: 1 << 16, noun: "answer")

    /// The rows as they stand in their file.
    static func bytes(of answers: [Answer]) throws(EvidenceError) -> [UInt8] {
        try file.bytes(of: answers.lazy.map { AnswerRow($0) })
    }

    /// Reads the rows of a file; throws for one that cannot be understood.
    static func answers(_ bytes: [UInt8], of folder: String) throws(EvidenceError) -> [Answer] {
        try file.read(bytes, of: folder) { $0.answer }
    }

    private init(_ answer: Answer) {
        number = answer.number
        at = Timestamp(nanoseconds: answer.at).unixSeconds
        kind = answer.kind
        switch answer.path {
        case .routed: path = "routed"
        case .interface(let name):
            path = "interface"
            via = name
        case .address(let address):
            path = "address"
            via = address.description
        case .forwarded: path = "forwarded"
        case .marked(let mark):
            path = "marked"
            via = String(mark)
        case .proxy(let address, let port):
            path = "proxy"
            via = "\(address) \(port)"
        }
        remote = answer.remote.description
        remotePort = answer.remotePort == 0 ? nil : answer.remotePort
        local = answer.local?.description
        localPort = answer.localPort
        mark = answer.mark
        switch answer.outcome {
        case .sent: outcome = "sent"
        case .answered: outcome = "answered"
        case .silent: outcome = "silent"
        case .garbled: outcome = "garbled"
        case .refused(let number):
            outcome = "refused"
            errno = number
        case .unsent(let number):
            outcome = "unsent"
            errno = number
        }
        seen = answer.seen?.description
        addresses = answer.addresses.isEmpty ? nil : answer.addresses.map(\.description)
        user = answer.user == 0 ? nil : answer.user
        endpoint = answer.endpoint
        resolver = answer.resolver?.description
        clientSubnet = answer.clientSubnet?.description
        verified = answer.isVerified
    }

    private var answer: Answer? {
        guard let at = Timestamp(at), let remote = IPAddress(remote), let path = parsedPath,
            let outcome = parsedOutcome
        else { return nil }
        var answer = Answer(
            kind, path, to: remote, port: remotePort ?? 0, at: at.nanoseconds, outcome: outcome)
        answer.number = number
        answer.localPort = localPort
        answer.mark = mark
        answer.user = user ?? 0
        answer.endpoint = endpoint
        answer.isVerified = verified
        if let clientSubnet {
            guard let prefix = IPPrefix(clientSubnet) else { return nil }
            answer.clientSubnet = prefix
        }
        let fields = [
            (local, \Answer.local), (seen, \Answer.seen), (resolver, \Answer.resolver),
        ]
        for (text, field) in fields {
            guard let text else { continue }
            guard let address = IPAddress(text) else { return nil }
            answer[keyPath: field] = address
        }
        for text in addresses ?? [] {
            guard let address = IPAddress(text) else { return nil }
            answer.addresses.append(address)
        }
        return answer
    }

    private var parsedPath: Answer.Path? {
        switch (path, via) {
        case ("routed", nil): .routed
        case ("interface", let name?): .interface(name)
        case ("address", let text?): IPAddress(text).map { .address($0) }
        case ("forwarded", nil): .forwarded
        case ("marked", let text?): UInt32(text).map { .marked($0) }
        case ("proxy", let text?): AnswerRow.proxy(text)
        default: nil
        }
    }

    private static func proxy(_ text: String) -> Answer.Path? {
        let parts = text.split(separator: " ")
        guard parts.count == 2, let address = IPAddress(String(parts[0])),
            let port = UInt16(parts[1])
        else { return nil }
        return .proxy(address, port)
    }

    private var parsedOutcome: Answer.Outcome? {
        switch (outcome, errno) {
        case ("sent", nil): .sent
        case ("answered", nil): .answered
        case ("silent", nil): .silent
        case ("garbled", nil): .garbled
        case ("refused", let number?): .refused(number)
        case ("unsent", let number?): .unsent(number)
        default: nil
        }
    }
}
