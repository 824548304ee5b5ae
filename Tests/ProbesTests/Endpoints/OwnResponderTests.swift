internal import Evidence
internal import Responder
internal import Testing
internal import Wire

@testable internal import Probes

/// What a responder of our own says is proven, and what only claims to be its is not taken.
struct OwnResponderTests {
    /// A responder that is served, and how the user names it.
    private struct Scene {
        let serving: Serving
        let own: OwnResponder
        let run: RunLabel

        init(isKeyGiven: Bool = true, certificate: Certificate? = nil) throws {
            let services: [Service] = [.http, .dnsUDP, .dnsTCP]
            serving = try Serving(
                services + (certificate == nil ? [] : [.https, .dot]), certificate: certificate)
            var text = "127.0.0.1,zone=leak.test,http=\(try serving.port(.http))"
            text += ",dns=\(try serving.port(.dnsTCP))"
            if certificate != nil {
                text += ",https=\(try serving.port(.https)),dot=\(try serving.port(.dot))"
            }
            if isKeyGiven { text += ",key=\(serving.responder.publicKey)" }
            own = try OwnResponder(Substring(text))
            run = try #require(RunLabel("own-run"))
        }

        var resolver: NameServer {
            get throws { NameServer(Serving.loopback, port: try serving.port(.dnsUDP)) }
        }

        func talks(_ kind: EndpointReply.Kind) throws -> [EndpointTalk] {
            let scene = EndpointScene(run: run, resolvers: [try resolver])
            return own.adapter.talks(scene).filter { $0.kind == kind }
        }

        /// Asks the responder for real, and hands what it says through a hand that may change it.
        func play(
            _ talk: EndpointTalk, through hand: (inout EndpointHeard) -> Void = { _ in }
        ) throws -> EndpointStep {
            try talk.play(with: own.adapter, resolvers: [try resolver]) { asks in
                try asks.map { ask -> EndpointHeard in
                    var heard: EndpointHeard
                    switch ask.content {
                    case .web(let scheme, let target, let trust):
                        var question = try #require(
                            WebQuestion(
                                scheme, host: ask.host, port: ask.port, target: target,
                                by: .direct(Serving.loopback)))
                        question.trust = trust
                        heard = .web(try HTTPProbe().ask(question, within: 20_000).get())
                    case .name(let name, let type, _, let transport):
                        var question = NameQuestion(
                            name, type: type, at: Serving.loopback, port: ask.port)
                        question.transport = transport
                        // The text does not fit a datagram, and here TCP has another port.
                        if type == DNSType.txt, transport == .udp {
                            question.port = try serving.port(.dnsTCP)
                            question.transport = .tcp
                        }
                        heard = .name(try NameProbe().ask(question, within: 20_000).get())
                    case .stub, .binding: heard = .failed(.silent)
                    }
                    hand(&heard)
                    return heard
                }
            }
        }
    }

    private func proof(_ step: EndpointStep) -> EndpointReply.Proof? {
        if case .end(_, let proof) = step { proof } else { nil }
    }

    @Test func theAddressThatItSawIsProven() throws {
        let scene = try Scene(certificate: try Certificate())
        let talks = try scene.talks(.http)
        #expect(talks.count == 2)
        for talk in talks {
            let step = try scene.play(talk)
            #expect(proof(step) == .verified, "\(talk.subject)")
            #expect(step.reading?.seen == [Serving.loopback])
            // Whose certificate it is does not matter beside the signature, and is told.
            let claims = step.reading?.claims.map(\.text.raw) ?? []
            #expect(claims == (talk.subject.hasPrefix("https") ? ["not trusted, 18"] : []))
        }
    }

    @Test func withoutAKeyNothingIsProven() throws {
        let scene = try Scene(isKeyGiven: false)
        let step = try scene.play(try #require(try scene.talks(.http).first))
        #expect(proof(step) == .unverified && step.reading?.seen == [Serving.loopback])
    }

    @Test func everyTransportOfDNSIsProven() throws {
        let scene = try Scene(certificate: try Certificate())
        // At the responder over UDP, TLS and HTTPS, and through the resolver.
        let talks = try scene.talks(.dns).filter { $0.subject.hasPrefix("whoami.") }
        #expect(talks.count == 4)
        for talk in talks { #expect(proof(try scene.play(talk)) == .verified) }
        let through = try scene.play(try #require(talks.last))
        let sighting = try #require(through.reading?.resolvers.first)
        #expect(sighting.address == Serving.loopback && sighting.transport?.raw == "tcp")
        #expect(sighting.name?.raw == talks.last?.name && sighting.at != nil)
    }

    @Test func theRowsTellWhoCameToAsk() throws {
        let scene = try Scene()
        let talk = try #require(try scene.talks(.dns).last)
        let step = try scene.play(talk)
        #expect(proof(step) == .verified)
        let reading = try #require(step.reading)
        #expect(reading.names == EndpointReading.Names(asked: 20, answered: 20))
        #expect(Set(reading.resolvers.compactMap(\.name)).count == 20)
        #expect(Set(reading.resolvers.compactMap(\.type)) == [DNSType.a, DNSType.aaaa])
        #expect(reading.resolvers.allSatisfy { $0.transport?.raw == "udp" && $0.at != nil })
        #expect(reading.unseen.isEmpty)
        // The system's own resolver asked for nothing here, and that is told name by name.
        let stub = try scene.play(try #require(try scene.talks(.stub).first))
        #expect(stub.reading?.names == EndpointReading.Names(asked: 20, answered: 0))
        #expect(stub.reading?.unseen.count == 20 && proof(stub) == .verified)
    }

    @Test func whatWasChangedOnItsWayIsForged() throws {
        let scene = try Scene()
        let echo = try #require(try scene.talks(.http).first)
        let changed = try scene.play(echo) { heard in
            guard case .web(var answer) = heard else { return }
            answer.body = Array(
                String(decoding: answer.body, as: UTF8.self)
                    .replacing("127.0.0.1", with: "192.0.2.1").utf8)
            heard = .web(answer)
        }
        #expect(changed.failure == .forged)
        let unsigned = try scene.play(echo) { heard in
            guard case .web(var answer) = heard else { return }
            answer.headers.removeAll { $0.name.raw == "Watertight-Signature" }
            heard = .web(answer)
        }
        #expect(unsigned.failure == .forged)
        let page = try scene.play(echo) { heard in
            var answer = WebAnswer(status: 200)
            answer.body = Array("<html>Log in to go on</html>".utf8)
            heard = .web(answer)
        }
        #expect(page.failure == .forged)
    }

    /// An answer that was made for another request proves nothing of this one.
    @Test func anAnswerOfBeforeIsForged() throws {
        let scene = try Scene()
        for kind in [EndpointReply.Kind.http, .stub] {
            var before: EndpointHeard?
            let first = try scene.play(try #require(try scene.talks(kind).first)) { heard in
                if case .web = heard { before = heard }
            }
            #expect(proof(first) == .verified)
            let replay = try #require(before)
            let step = try scene.play(try #require(try scene.talks(kind).first)) { heard in
                if case .web = heard { heard = replay }
            }
            #expect(step.failure == .forged)
        }
        let texts = try scene.talks(.dns).filter { $0.subject.hasPrefix("whoami.") }
        var before: EndpointHeard?
        _ = try scene.play(texts[0]) { before = $0 }
        let replay = try #require(before)
        #expect(try scene.play(texts[1]) { $0 = replay }.failure == .forged)
    }

    @Test func aTextThatWasChangedIsForged() throws {
        let scene = try Scene()
        let talk = try #require(
            try scene.talks(.dns).first { $0.subject.hasPrefix("whoami.") })
        let name = try #require(DNSWireName(talk.name))
        let answer = { (body: String, signature: String) throws -> EndpointHeard in
            .name(
                try Recorded.answer(
                    [.text([Array(body.utf8), Array(signature.utf8)])], type: DNSType.txt))
        }
        let text = "address=192.0.2.1 port=53 transport=udp name=\(name)"
        for signature in ["signature=", "signature=\(String(repeating: "A", count: 86))"] {
            let heard = try answer(text, signature)
            let step = try scene.play(talk) { $0 = heard }
            #expect(step.failure == .forged)
        }
        for (body, signature) in [(text, "x"), ("port=53", "signature="), ("", "")] {
            let heard = try answer(body, signature)
            let step = try scene.play(talk) { $0 = heard }
            #expect(step.failure == .garbled)
        }
    }

    @Test func hostileRowsAreRefused() {
        let counts = EndpointReading.Names()
        let head = "{\"mark\":\"m\",\"dropped_rows\":0,\"dropped_runs\":0,\"rows\":"
        let row = """
            {"at":"2026-11-22T12:00:00Z","kind":"dns","name":"C1.run.leak.test","address":"192.0.2.1",
            "port":53,"transport":"udp","type":1,"ecs":null,"edns_size":null,"do":false}
            """
        let read = { (text: String) in
            OwnAnswer.rows(Array(text.utf8), mark: "m", of: ["c1.run.leak.test"], counts)
        }
        #expect(read(head + "[\(row)]}")?.reading.resolvers.count == 1)
        for (old, new) in [
            ("192.0.2.1", "192.0.2"), ("\"port\":53", "\"port\":65536"), ("2026-11", "2026-13"),
            ("\"ecs\":null", "\"ecs\":\"192.0.2.0\""), ("\"do\":false", "\"do\":0"),
        ] {
            #expect(read(head + "[\(row.replacing(old, with: new))]}") == nil, "\(new)")
        }
        // Rows of others are not looked at.
        let other = row.replacing("C1.run", with: "c2.run").replacing("192.0.2.1", with: "x")
        #expect(read(head + "[\(other)]}")?.reading.unseen == ["c1.run.leak.test"])
        let many = Array(repeating: row, count: 5_000).joined(separator: ",")
        #expect(read(head + "[\(many)]}") == nil)
    }
}
