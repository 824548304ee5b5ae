public import Evidence
internal import Gather
internal import Glibc
public import Wire

/// Asks endpoints in one run, all at a time, where the routes lead.
public struct EndpointRun: Sendable {
    /// How long it may take in all, in milliseconds: three questions one after the other, such as a
    /// name, a page and what came of it, over half the earth and back.
    public static let patience = 3_000
    /// How long one look-up may take, in milliseconds: a resolver may have to ask on, far away.
    private static let lookUp = 1_500
    /// Talks at a time, all of them in practice: those that had to wait could not be had at all.
    private static let width = 128
    /// Resolvers that are asked one by one: the system asks no more either (MAXNS).
    private static let mostResolvers = 3

    private let set: EndpointSet
    private let scene: EndpointScene
    private let limit: Int

    /// A run of endpoints.
    /// - Parameters:
    ///   - set: Whom the user named.
    ///   - run: What marks everything that is asked; nobody must be able to guess it.
    ///   - resolvers: The resolvers that the system is configured to ask, in its order.
    ///   - limit: How long it may take, in milliseconds.
    public init(
        _ set: EndpointSet, run: RunLabel, resolvers: [NameServer],
        within limit: Int = EndpointRun.patience
    ) {
        self.set = set
        scene = EndpointScene(
            run: run, resolvers: Array(resolvers.prefix(EndpointRun.mostResolvers)))
        self.limit = limit
    }

    /// Asks everybody, and waits for what becomes of it.
    public func replies() -> [EndpointReply] {
        let talks = set.adapters.flatMap { adapter in
            adapter.talks(scene).map { (adapter, $0) }
        }
        let clock = Countdown(limit)
        return Crew.map(talks, width: EndpointRun.width) { hold($1, with: $0, clock) }
    }

    /// What the replies say, as answers of a recording.
    public func answers() -> [Answer] {
        let resolver = scene.resolvers.first?.address
        return replies().flatMap { $0.answers(systemResolver: resolver) }
    }

    /// Plays one talk to its end.
    private func hold(
        _ talk: EndpointTalk, with adapter: EndpointAdapter, _ clock: Countdown
    ) -> EndpointReply {
        var reply = EndpointReply(
            endpoint: adapter.name, at: Session.now, kind: talk.kind, subject: talk.subject,
            name: talk.name, path: .routed, remotePort: 0, outcome: .unasked,
            reading: EndpointReading(), proof: .unsigned)
        var step = talk.first
        var isFirst = true
        while true {
            switch step {
            case .ask(let asks, let next):
                let heard = Crew.map(asks, width: asks.count) { ask(adapter, $0, clock) }
                // Whom a talk is with shows in its first question; the later ones fetch.
                if isFirst, let end = heard.first?.end {
                    reply.remote = end.remote
                    reply.remotePort = asks.first?.port ?? 0
                    reply.local = end.local
                    reply.localPort = end.localPort
                }
                isFirst = false
                step = next(heard.map(\.heard))
            case .end(let reading, let proof):
                reply.outcome = .answered
                reply.reading = reading
                reply.proof = proof
                return reply
            case .fail(let outcome, let reading):
                reply.outcome = outcome
                reply.reading = reading
                if outcome == .forged { reply.proof = .refuted }
                return reply
            }
        }
    }

    /// Who was at both ends of a question.
    private struct End {
        var remote: IPAddress?
        var local: IPAddress?
        var localPort: UInt16?
    }

    private func ask(
        _ adapter: EndpointAdapter, _ ask: EndpointAsk, _ clock: Countdown
    ) -> (heard: EndpointHeard, end: End) {
        // What the plan does not tell is not asked.
        guard adapter.contacts.contains(where: { $0.covers(ask, resolvers: scene.resolvers) })
        else { return (.failed(.unable), End()) }
        guard !clock.isOver else { return (.failed(.unasked), End()) }
        let resolver = SystemResolver()
        let brief = Int(clock.limited(to: EndpointRun.lookUp).left)
        if case .stub = ask.content {
            switch resolver.addresses(of: ask.host, isIPv4: ask.isIPv4, within: brief) {
            case .found(let addresses): return (.addresses(addresses), End())
            case .none: return (.addresses([]), End())
            case .failed, .silent: return (.failed(.silent), End())
            }
        }
        if let address = IPAddress(ask.host) { return send(ask, to: address, clock) }
        switch resolver.addresses(of: ask.host, isIPv4: ask.isIPv4, within: brief) {
        case .found(let addresses):
            guard let address = addresses.first else { return (.failed(.nameless), End()) }
            return send(ask, to: address, clock)
        case .none: return (.failed(.nameless), End())
        case .failed, .silent: return (.failed(.silent), End())
        }
    }

    private func send(
        _ ask: EndpointAsk, to address: IPAddress, _ clock: Countdown
    ) -> (heard: EndpointHeard, end: End) {
        let left = Int(clock.left)
        var end = End(remote: address)
        switch ask.content {
        case .stub: return (.failed(.unable), end)
        case .web(let scheme, let target, let trust):
            guard
                var web = WebQuestion(
                    scheme, host: ask.host, port: ask.port, target: target, by: .direct(address)),
                web.add("Accept", "application/json, text/plain;q=0.9, */*;q=0.1")
            else { return (.failed(.unable), end) }
            web.trust = trust
            switch HTTPProbe().ask(web, within: left) {
            case .success(let answer):
                (end.local, end.localPort) = (answer.local, answer.localPort)
                return (.web(answer), end)
            case .failure(let fault): return (.failed(EndpointReply.Outcome(fault)), end)
            }
        case .name(let name, let type, let `class`, let transport):
            var question = NameQuestion(name, type: type, at: address, port: ask.port)
            question.class = `class`
            question.transport = transport
            switch NameProbe().ask(question, within: min(left, EndpointRun.lookUp)) {
            case .success(let answer):
                (end.local, end.localPort) = (answer.local, answer.localPort)
                return (.name(answer), end)
            case .failure(let fault): return (.failed(EndpointReply.Outcome(fault)), end)
            }
        case .binding:
            let answer = Prober().ask(Question(.binding, to: address, port: ask.port))
            (end.local, end.localPort) = (answer.local, answer.localPort)
            guard let seen = answer.seen else {
                return (.failed(EndpointReply.Outcome(answer.outcome)), end)
            }
            return (.seen(seen), end)
        }
    }
}

extension EndpointReply.Outcome {
    /// What became of a probe that brought nothing.
    fileprivate init(_ outcome: Answer.Outcome) {
        switch outcome {
        case .silent, .sent: self = .silent
        case .refused(let number): self = .refused(number)
        case .answered, .garbled: self = .garbled
        case .unsent: self = .unable
        }
    }
}
