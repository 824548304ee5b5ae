internal import Evidence
internal import Foundation
internal import Glibc
internal import Testing
internal import Wire

@testable internal import Probes

/// What becomes of a reply in a recording, so that checks take it for what it is.
struct EndpointReplyTests {
    private static let exit = IPAddress(v4: 0xcb00_7150)
    private static let resolver = IPAddress(v4: 0xc633_6435)
    private static let system = IPAddress(v4: 0x0a00_0001)
    private static let end = IPAddress(v4: 0xc000_0235)

    private func reply(
        _ kind: EndpointReply.Kind, _ outcome: EndpointReply.Outcome = .answered,
        _ proof: EndpointReply.Proof = .unsigned,
        _ change: (inout EndpointReading) -> Void = { _ in }
    ) -> EndpointReply {
        var reading = EndpointReading()
        change(&reading)
        var reply = EndpointReply(
            endpoint: "ours", at: 7, kind: kind, subject: "subject", name: "name.example",
            path: .routed, remotePort: 443, outcome: outcome, reading: reading, proof: proof)
        if kind != .stub { reply.remote = EndpointReplyTests.end }
        return reply
    }

    private func answers(_ reply: EndpointReply) -> [Answer] {
        reply.answers(systemResolver: EndpointReplyTests.system)
    }

    @Test func anEchoTellsTheExit() throws {
        for (kind, noted) in [(EndpointReply.Kind.http, Answer.Kind.http), (.stun, .stun)] {
            let answers = answers(reply(kind) { $0.seen = [EndpointReplyTests.exit] })
            let answer = try #require(answers.first)
            #expect(answers.count == 1 && answer.kind == noted && answer.outcome == .answered)
            #expect(
                answer.seen == EndpointReplyTests.exit && answer.remote == EndpointReplyTests.end)
            #expect(answer.endpoint == "ours" && answer.isVerified == nil && answer.at == 7)
        }
    }

    /// Somebody may have asked, or answered, in our place: it tells nothing of the exit.
    @Test func whoAskedByDNSIsNoExit() throws {
        let answer = try #require(
            answers(reply(.dns, .answered, .verified) { $0.seen = [EndpointReplyTests.exit] }).first
        )
        #expect(answer.kind == .whoami && answer.seen == nil && answer.isVerified == true)
        #expect(answer.resolver == EndpointReplyTests.exit && answer.mark == "name.example")
    }

    @Test func eachNameIsOneWhateverItsLetters() {
        let answers = answers(
            reply(.stub) { reading in
                for name in ["C1.run.leak.test", "c1.RUN.leak.test"] {
                    var sighting = ResolverSighting(EndpointReplyTests.resolver)
                    sighting.name = OutsideText(name)
                    sighting.subnet = IPPrefix("198.51.100.0/24")
                    reading.resolvers.append(sighting)
                }
                reading.unseen = ["c2.run.leak.test"]
            })
        #expect(
            answers.map(\.mark) == ["c1.run.leak.test", "c1.run.leak.test", "c2.run.leak.test"])
        #expect(answers.map(\.outcome) == [.answered, .answered, .silent])
        #expect(answers.allSatisfy { $0.kind == .whoami && $0.remote == EndpointReplyTests.system })
        #expect(answers[0].resolver == EndpointReplyTests.resolver)
        #expect(answers[0].clientSubnet == IPPrefix("198.51.100.0/24"))
        #expect(answers[2].resolver == nil)
    }

    /// A forged address is none, and a forged resolver is told as forged.
    @Test func whatIsForgedIsTold() throws {
        let echo = answers(
            reply(.http, .forged, .refuted) { $0.seen = [EndpointReplyTests.exit] })
        #expect(echo.map(\.outcome) == [.garbled] && echo.map(\.isVerified) == [false])
        #expect(echo.map(\.seen) == [nil])
        let resolvers = answers(
            reply(.stub, .forged, .refuted) {
                $0.resolvers = [ResolverSighting(EndpointReplyTests.resolver)]
            })
        #expect(resolvers.map(\.outcome) == [.answered] && resolvers.map(\.isVerified) == [false])
    }

    @Test(arguments: [
        (EndpointReply.Outcome.silent, Answer.Outcome.silent), (.refused(111), .refused(111)),
        (.garbled, .garbled), (.declined(429), .garbled), (.untrusted(18), .garbled),
        (.nameless, .unsent(EADDRNOTAVAIL)), (.unasked, .unsent(ETIME)), (.unable, .unsent(ENOSYS)),
    ])
    func everyFailureIsAnAnswer(_ outcome: EndpointReply.Outcome, _ told: Answer.Outcome) {
        for kind in [EndpointReply.Kind.http, .dns, .stub, .stun] {
            let answers = answers(reply(kind, outcome))
            #expect(answers.map(\.outcome) == [told])
            let isOfResolvers = kind == .dns || kind == .stub
            #expect(
                answers.first?.kind == (isOfResolvers ? .whoami : kind == .http ? .http : .stun))
        }
    }

    /// Nobody came to ask: that is no pass of anything.
    @Test func anEmptyAnswerIsSilence() {
        let answers = answers(reply(.http) { $0.names.asked = 1 })
        #expect(answers.map(\.outcome) == [.silent] && answers.map(\.kind) == [.whoami])
    }

    /// People decide whom to ask by this page.
    @Test func thePageTellsWhatEachLearns() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("docs/endpoints.md")
        let page = try String(contentsOf: file, encoding: .utf8)
        for adapter in EndpointAdapter.publicOnes {
            let row = "| `\(adapter.name)` | \(adapter.operatedBy) | \(adapter.learns) |"
            #expect(page.contains(row), "\(row)")
            for contact in adapter.contacts {
                #expect(page.contains(contact.host), "\(contact.host)")
            }
        }
    }
}
