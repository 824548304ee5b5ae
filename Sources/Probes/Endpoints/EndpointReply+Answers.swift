public import Evidence
internal import Glibc
public import Wire

extension EndpointReply {
    /// The reply as answers of a recording: one for each address that was seen, one for each resolver
    /// that came to ask, one for each name that none came to ask for; one at least.
    /// - Parameter systemResolver: Who the system asks first, for what its own resolver was asked.
    public func answers(systemResolver: IPAddress?) -> [Answer] {
        // By DNS an endpoint tells who asked it, and that need not be us: somebody may have answered
        // in its place.
        let seen = kind == .dns ? [] : reading.seen
        let resolvers =
            reading.resolvers + (kind == .dns ? reading.seen.map { ResolverSighting($0) } : [])
        var answers: [Answer] = []
        // What a key did not sign says nothing of the exit.
        if proof != .refuted { answers += seen.map { echo($0, systemResolver) } }
        answers += resolvers.map { whoami($0, systemResolver) }
        answers += reading.unseen.map { name in
            var answer = blank(.whoami, systemResolver)
            answer.mark = name
            answer.outcome = .silent
            return answer
        }
        if answers.isEmpty {
            var answer = blank(isOfResolvers ? .whoami : echoKind, systemResolver)
            answer.mark = isOfResolvers ? name : nil
            // A reading without anybody in it is an answer that nobody came to ask.
            answer.outcome = outcome == .answered ? .silent : told
            answers = [answer]
        }
        return answers
    }

    private func echo(_ address: IPAddress, _ resolver: IPAddress?) -> Answer {
        var answer = blank(echoKind, resolver)
        answer.seen = address
        answer.outcome = .answered
        return answer
    }

    private func whoami(_ sighting: ResolverSighting, _ resolver: IPAddress?) -> Answer {
        var answer = blank(.whoami, resolver)
        // Resolvers may mix the case of letters; it is one name all the same.
        answer.mark = sighting.name?.raw.lowercased() ?? name
        answer.resolver = sighting.address
        answer.clientSubnet = sighting.subnet
        answer.outcome = .answered
        return answer
    }

    private func blank(_ kind: Answer.Kind, _ resolver: IPAddress?) -> Answer {
        var answer = Answer(
            kind, path, to: remote ?? resolver ?? .unspecified, port: remotePort, at: at,
            outcome: .sent)
        answer.local = local
        answer.localPort = localPort
        answer.endpoint = endpoint
        answer.isVerified = proof == .verified ? true : proof == .refuted ? false : nil
        return answer
    }

    private var echoKind: Answer.Kind { kind == .stun ? .stun : .http }

    /// Whether the talk is about resolvers, and not about addresses of ours.
    private var isOfResolvers: Bool { kind == .dns || kind == .stub || reading.names.asked > 0 }

    /// What became of it, in a recording's words.
    private var told: Answer.Outcome {
        switch outcome {
        case .answered: .answered
        case .silent: .silent
        case .refused(let number): .refused(number)
        case .garbled, .declined, .untrusted, .forged: .garbled
        case .nameless: .unsent(EADDRNOTAVAIL)
        case .unasked: .unsent(ETIME)
        case .unable: .unsent(ENOSYS)
        }
    }
}
