public import Evidence
internal import Glibc
internal import Wire

extension BrowserGathering {
    /// The gathering as rows of a recording, still without numbers.
    public var answers: [Answer] {
        let candidates = found.map { told -> Answer in
            let candidate = told.candidate
            var answer = row(.answered, server(of: told))
            answer.seen = candidate.host.address
            answer.local = candidate.relatedHost?.address
            answer.mark = candidate.kind.text.raw
            if case .name(let name) = candidate.host { answer.mark = name.raw }
            return answer
        }
        let unread = garbled.map { _ in row(.garbled, servers.first) }
        let failed = failures.map { failure -> Answer in
            var answer = row(.silent, failure.server ?? servers.first)
            answer.mark = "error \(failure.code)"
            return answer
        }
        var end = row(ending.outcome, servers.first)
        end.mark = Answer.endOfCandidates
        return candidates + unread + failed + [end]
    }

    private func row(_ outcome: Answer.Outcome, _ server: IPAddress?) -> Answer {
        var answer = Answer(
            .browser, .routed, to: server ?? .unspecified, port: server == nil ? 0 : 3478, at: at,
            outcome: outcome)
        answer.user = BrowserUser.current.uid
        answer.endpoint = browser?.raw
        return answer
    }

    /// Who told a candidate's address: where the browser does not say, a server of its family.
    private func server(of told: Found) -> IPAddress? {
        let isIPv4 = told.candidate.host.address?.isIPv4
        return told.server ?? servers.first { $0.isIPv4 == isIPv4 } ?? servers.first
    }
}

extension BrowserGathering.Ending {
    fileprivate var outcome: Answer.Outcome {
        switch self {
        case .complete: .answered
        case .late: .silent
        case .noBrowser: .unsent(ENOENT)
        case .failed: .garbled
        }
    }
}
