internal import Audit
internal import Checks
internal import Testing
internal import Wire

@testable internal import Evidence

/// When systemd-resolved passes, and what is said of it otherwise.
@Suite struct ResolvedRoutingTests {
    private static let name = "r1.run.leak.test"

    /// A look-up at systemd-resolved.
    private var asked: Answer {
        var answer = Answer(
            .dns, .routed, to: HostFacts.Resolved.stubs[0], port: 53, at: 0, outcome: .answered)
        answer.mark = Self.name
        return answer
    }

    /// A query for a name, by UDP to a resolver.
    private func query(_ name: String) -> [UInt8] {
        let labels = name.split(separator: ".").flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) }
        return Specimen.sent.udp(
            Specimen.address, 40_000, Specimen.server, 53,
            [0, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0] + labels + [0, 0, 1, 0, 1])
    }

    private func recording(
        _ state: HostFacts.Resolved.State?, answers: [Answer], inside: [String] = [],
        outside: [String] = [], links: [HostFacts.Resolved.Link] = []
    ) -> Recording {
        Specimen(outside.map(query), inside: inside.map(query), answers: answers) { machine in
            machine.resolved = state.map { HostFacts.Resolved($0) }
            machine.resolved?.links = links
        }.recording()
    }

    /// The bare rule: what the run as such could see is no matter here.
    private func verdict(_ recording: Recording) -> Verdict {
        let scene = Case(recording, Policy(), checks: Catalogue.checks)
        return Catalogue.checks.first { $0.id == "dns.resolved-routing" }?.judge(scene)
            ?? .inconclusive(Doubt("test.no_check", fact: "it is not in the catalogue"))
    }

    private func doubt(_ recording: Recording) -> String? {
        if case .inconclusive(let doubt) = verdict(recording) { doubt.code } else { nil }
    }

    private func findings(_ recording: Recording) -> [Finding] {
        if case .fail(let findings) = verdict(recording) { findings.all } else { [] }
    }

    @Test func onlyItsOwnNamesSeenInsideArePass() {
        #expect(verdict(recording(.told, answers: [asked], inside: [Self.name])).isPass)
        let others = recording(.told, answers: [asked], inside: ["www.example.com"])
        #expect(doubt(others) == "control.tunnel_class")
        #expect(doubt(recording(.told, answers: [], inside: [Self.name])) == "control.path")
        let unread = recording(.unread, answers: [asked], inside: [Self.name])
        #expect(doubt(unread) == "resolved.unread")
        // Nobody looked, so nothing is assumed.
        #expect(doubt(recording(nil, answers: [asked], inside: [Self.name])) == "resolved.unread")
    }

    @Test func absenceIsMeasured() {
        guard case .notApplicable(let reason) = verdict(recording(.absent, answers: [])) else {
            Issue.record("it applies")
            return
        }
        #expect(reason.code == "no_resolved")
        #expect(doubt(recording(nil, answers: [])) != nil)
    }

    @Test func itsNamesOutsideFailWhateverElseIsKnown() {
        for state in [HostFacts.Resolved.State.told, .unread, .absent] {
            let found = findings(
                recording(state, answers: [asked], inside: [Self.name], outside: [Self.name]))
            #expect(found.map(\.severity) == [.high] && found.map(\.confidence) == [.certain])
        }
    }

    @Test func whatLeftByItsSocketFailsAndAGuessDoesNot() {
        for (basis, isFound) in [(Sender.Basis.socket, true), (.guess, false)] {
            for name in ["systemd-resolve", "unbound"] {
                var run = recording(
                    .told, answers: [asked], inside: [Self.name], outside: ["www.example.com"])
                run.sockets = []
                let sender = Sender(
                    basis, .resolver, process: 7, name: OutsideText(name))
                run.senders = run.ledger.strata.map { [sender: $0.tally.packets] }
                let found = findings(run)
                #expect(!found.isEmpty == (isFound && name == "systemd-resolve"))
                #expect(found.allSatisfy { $0.confidence == .certain })
            }
        }
    }

    @Test func settingsAloneAreANoticeThatNeverFailsARun() {
        let links = [
            HostFacts.Resolved.Link(
                name: "eth0", servers: [Specimen.server], isDefaultRoute: true)
        ]
        let found = findings(
            recording(.told, answers: [asked], inside: [Self.name], links: links))
        #expect(found.map(\.confidence) == [.possible] && found.map(\.severity) == [.low])
        let all =
            links + [
                HostFacts.Resolved.Link(
                    name: "wg0", servers: [Specimen.inner], domains: [OutsideText("~.")],
                    isDefaultRoute: true)
            ]
        #expect(
            verdict(recording(.told, answers: [asked], inside: [Self.name], links: all)).isPass)
    }
}
