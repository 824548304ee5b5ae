internal import Audit
internal import Evidence
internal import Wire

extension Precondition {
    /// Nobody was asked who could tell.
    static let noEndpoint = Precondition("no_endpoint", fact: "no endpoint was named")
}

extension Recording {
    /// The reason why no endpoint could tell what it saw; nil where one was asked.
    var lackOfEndpoints: Precondition? {
        answers.contains { $0.endpoint != nil && [.stun, .http].contains($0.kind) }
            ? nil : .noEndpoint
    }

    /// What endpoints saw of probes that went where the routes lead.
    var echoes: [Answer] {
        answers.filter {
            $0.path == .routed && $0.seen != nil && $0.outcome == .answered
                && [.stun, .http, .udp, .tcp].contains($0.kind)
        }
    }
}

extension Case {
    /// A finding where endpoints saw an address of this machine; none where no one did.
    func ownAddressFindings(_ echoes: [Answer], _ card: Card) -> [Finding] {
        let own = recording.ownAddresses
        let seen = echoes.filter { $0.seen.map(own.contains) ?? false }
        return [
            finding(
                of: seen, title: "An endpoint saw this machine's own address", what: card.why,
                severity: card.severity, confidence: .probable)
        ].compactMap { $0 }
    }
}

extension Specimen {
    /// The answer of a STUN server that saw an address.
    static func echo(seeing seen: IPAddress) -> Answer {
        var answer = Answer(
            .stun, .routed, to: seen.isIPv4 ? server : server6, port: 3478, at: 0,
            outcome: .answered)
        answer.seen = seen
        answer.endpoint = "self"
        return answer
    }
}
