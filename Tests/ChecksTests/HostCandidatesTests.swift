internal import Audit
internal import Checks
internal import Evidence
internal import Testing
internal import Wire

/// What a browser told, and what follows from it.
@Suite struct HostCandidatesTests {
    private func row(
        _ mark: String?, _ seen: String? = nil, _ outcome: Answer.Outcome = .answered
    ) -> Answer {
        var answer = Answer(
            .browser, .routed, to: Specimen.server, port: 3478, at: 0, outcome: outcome)
        answer.mark = mark
        answer.seen = seen.flatMap(IPAddress.init)
        return answer
    }

    private func end(_ outcome: Answer.Outcome = .answered) -> Answer {
        row(Answer.endOfCandidates, nil, outcome)
    }

    private let hidden = "5412eeba-75e4-424b-b7da-a4a52cd44001.local"

    private func verdict(_ answers: [Answer], of id: String = "webrtc.host-candidates") -> Verdict {
        Outcome(of: CheckID(id), on: Specimen(answers: answers).recording()).verdict
    }

    private func doubt(_ answers: [Answer]) -> String? {
        if case .inconclusive(let doubt) = verdict(answers) { doubt.code } else { nil }
    }

    private func severities(_ answers: [Answer], of id: String = "webrtc.host-candidates")
        -> [Severity]
    {
        if case .fail(let findings) = verdict(answers, of: id) {
            findings.all.map(\.severity)
        } else {
            []
        }
    }

    @Test func onlyAFinishedGatheringPasses() {
        #expect(verdict([row(hidden), end()]).isPass)
        #expect(doubt([row(hidden), end(.silent)]) == "browser.late")
        #expect(doubt([row(hidden), end(.garbled)]) == "browser.failed")
        #expect(doubt([end(.unsent(2))]) == "browser.none")
        #expect(doubt([row(hidden)]) == "browser.none")
    }

    @Test func noCandidateIsNoPass() {
        #expect(doubt([end()]) == "browser.no_candidate")
        #expect(doubt([row("srflx", "203.0.113.30"), end()]) == "browser.no_candidate")
    }

    @Test func aCandidateThatCannotBeReadIsNoPass() {
        #expect(doubt([row(hidden), row(nil, nil, .garbled), end()]) == "browser.failed")
    }

    @Test(arguments: ["10.64.0.2", "192.168.50.125", "fd00::1", "2001:db8:64::2"])
    func aLiteralAddressFailsHoweverItEnded(_ address: String) {
        for ending in [Answer.Outcome.answered, .silent, .garbled] {
            #expect(severities([row("host", address), row(hidden), end(ending)]) == [.medium])
        }
    }

    @Test func theAddressOfTheUplinkIsWorse() {
        let answers = [row("host", "\(Specimen.address6)"), row("host", "10.64.0.2"), end()]
        #expect(severities(answers) == [.critical, .medium])
    }

    @Test func theAddressBehindAnotherCandidateCounts() {
        var answer = row("srflx", "203.0.113.30")
        answer.local = IPAddress("192.168.50.125")
        #expect(severities([answer, row(hidden), end()]) == [.medium])
    }

    @Test func whatEveryMachineHasTellsNothing() {
        for address in ["127.0.0.1", "::1", "0.0.0.0", "::"] {
            var answer = row("srflx", "203.0.113.30")
            answer.local = IPAddress(address)
            #expect(
                verdict([row("host", address), answer, row(hidden), end()]).isPass, "\(address)")
        }
    }

    @Test(arguments: ["srflx", "prflx"])
    func aServerThatSawTheUplinkFailsWithoutAnyFrame(_ mark: String) {
        let id = "webrtc.srflx"
        #expect(severities([row(mark, "\(Specimen.address6)"), end()], of: id) == [.critical])
        #expect(severities([row(mark, "203.0.113.30"), end()], of: id) == [])
        // A relay's address is the relay's.
        #expect(severities([row("relay", "\(Specimen.address6)"), end()], of: id) == [])
    }

    @Test func ourOwnRequestTellsAsMuch() {
        var answer = Answer(
            .stun, .routed, to: Specimen.server6, port: 3478, at: 0, outcome: .answered)
        answer.seen = Specimen.address6
        #expect(severities([answer], of: "webrtc.srflx") == [.critical])
    }

    @Test func whatABaselineSawIsOwnToo() {
        // Behind a home router nobody knows its address but who was asked past the tunnel.
        var past = Answer(
            .stun, .interface("eth0"), to: Specimen.server, port: 3478, at: 0, outcome: .answered)
        past.seen = IPAddress("198.51.100.2")
        var inside = Answer(
            .stun, .routed, to: Specimen.server, port: 3478, at: 0, outcome: .answered)
        inside.seen = IPAddress("203.0.113.30")
        let told = [past, inside, row("srflx", "198.51.100.2"), end()]
        #expect(severities(told, of: "webrtc.srflx") == [.critical])
    }
}
