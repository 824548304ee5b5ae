internal import Wire

extension OwnResponder {
    /// Names that are looked up to find out a pool of resolvers: one of five, which take turns by
    /// chance, stays hidden once in ninety runs.
    static let canaries = 20

    /// Everything that a run asks.
    var talks: @Sendable (EndpointScene) -> [EndpointTalk] {
        { scene in
            var talks = families.flatMap { isIPv4 in
                [WebQuestion.Scheme.http, .https].compactMap { echo($0, isIPv4, scene) }
            }
            guard let zone else { return talks }
            talks += families.flatMap { direct(isIPv4: $0, zone, scene) }
            talks += [canaries(at: nil, zone, scene)].compactMap { $0 }
            for resolver in scene.resolvers {
                talks += [through(resolver, zone, scene), canaries(at: resolver, zone, scene)]
                    .compactMap { $0 }
            }
            return talks
        }
    }

    /// Who are we, by HTTP?
    private func echo(
        _ scheme: WebQuestion.Scheme, _ isIPv4: Bool, _ scene: EndpointScene
    ) -> EndpointTalk? {
        let mark = EndpointText.nonce(16)
        guard let ask = page(scheme, "/whoami?run=\(scene.run)&mark=\(mark)", isIPv4: isIPv4)
        else { return nil }
        return EndpointTalk(
            kind: .http, subject: "\(scheme.rawValue)://\(host):\(ask.port)/whoami", name: host,
            first: .ask([ask]) { [self] heard in
                proven(heard, for: scene.run) { OwnAnswer.whoami($0, mark: mark) }
            })
    }

    /// Who are we, by DNS at the responder itself, over each transport that it serves?
    private func direct(
        isIPv4: Bool, _ zone: DNSWireName, _ scene: EndpointScene
    ) -> [EndpointTalk] {
        let ways: [(EndpointContact.Service, NameQuestion.Transport)] = [
            (.dns, .udp), (.dot, .tls(host, trust)), (.https, .https(host, trust, .post)),
        ]
        return ways.compactMap { service, transport in
            guard let port = ports[service],
                let name = DNSWireName("whoami.\(EndpointText.nonce(16)).\(scene.run).\(zone)")
            else { return nil }
            let ask = EndpointAsk(
                host: host, port: port, isIPv4: isIPv4,
                content: .name(name, type: DNSType.txt, class: 1, transport))
            return text(name, ask, scene) { EndpointReading(seen: $0.address) }
        }
    }

    /// Who is the resolver that comes to ask, as a text that it hands on?
    private func through(
        _ resolver: NameServer, _ zone: DNSWireName, _ scene: EndpointScene
    ) -> EndpointTalk? {
        guard let name = DNSWireName("whoami.\(EndpointText.nonce(16)).\(scene.run).\(zone)")
        else { return nil }
        let ask = EndpointAsk(
            host: "\(resolver.address)", port: resolver.port, isIPv4: resolver.address.isIPv4,
            content: .name(name, type: DNSType.txt, class: 1, .udp))
        return text(name, ask, scene) { sighting in
            var reading = EndpointReading()
            reading.names = EndpointReading.Names(asked: 1, answered: 1)
            reading.resolvers = [sighting]
            return reading
        }
    }

    private func text(
        _ name: DNSWireName, _ ask: EndpointAsk, _ scene: EndpointScene,
        _ reading: @escaping @Sendable (ResolverSighting) -> EndpointReading
    ) -> EndpointTalk {
        EndpointTalk(
            kind: .dns, subject: "\(name)", name: "\(name)",
            first: .ask([ask]) { [self] heard in
                switch heard.first {
                case .name(let answer) where answer.code != 0: .fail(.declined(Int(answer.code)))
                case .name(let answer):
                    proven(answer, name, for: scene.run).map { $0.step(reading) } ?? .fail(.garbled)
                case .failed(let outcome): .fail(outcome)
                default: .fail(.garbled)
                }
            })
    }

    /// Looks up names, by the system's resolver or at one of those that it is configured to ask, and
    /// then fetches what came of them.
    private func canaries(
        at resolver: NameServer?, _ zone: DNSWireName, _ scene: EndpointScene
    ) -> EndpointTalk? {
        let series = UInt32.random(in: 0x10_0000...0xff_ffff)
        let names = (0..<OwnResponder.canaries).map { number in
            // Both types in turn. Hexadecimal digits are what the responder takes for a canary.
            (
                text: "c\(String(series, radix: 16))\(number + 10).\(scene.run).\(zone)",
                number & 1 == 0
            )
        }
        let asks = names.compactMap { name, isIPv4 -> EndpointAsk? in
            guard let resolver else {
                return EndpointAsk(host: name + ".", port: 53, isIPv4: isIPv4, content: .stub)
            }
            let type = isIPv4 ? DNSType.a : DNSType.aaaa
            guard let wire = DNSWireName(name) else { return nil }
            return EndpointAsk(
                host: "\(resolver.address)", port: resolver.port, isIPv4: nil,
                content: .name(wire, type: type, class: 1, .udp))
        }
        let mark = EndpointText.nonce(16)
        let target = "/run/\(scene.run)?mark=\(mark)"
        guard let rows = page(.http, target, isIPv4: nil) ?? page(.https, target, isIPv4: nil)
        else { return nil }
        return EndpointTalk(
            kind: resolver == nil ? .stub : .dns, subject: "\(names.count) names below \(zone)",
            name: names.first?.text ?? "",
            first: .ask(asks) { [self] heard in
                let answered = heard.count { if case .failed = $0 { false } else { true } }
                let counts = EndpointReading.Names(asked: names.count, answered: answered)
                return .ask([rows]) { [self] heard in
                    proven(heard, for: scene.run) { body in
                        OwnAnswer.rows(body, mark: mark, of: names.map(\.text), counts)
                    }
                }
            })
    }

    private func page(
        _ scheme: WebQuestion.Scheme, _ target: String, isIPv4: Bool?
    ) -> EndpointAsk? {
        guard let port = ports[scheme == .http ? .http : .https] else { return nil }
        return EndpointAsk(
            host: host, port: port, isIPv4: isIPv4, content: .web(scheme, target: target, trust))
    }
}
