internal import Glibc
internal import Wire

/// Whether the tunnel of a live run lived to its end.
///
/// Frames of the outer flow alone do not show it: who has lost the way to us goes on to send, and who
/// sends again because we are gone looks alive. So questions are asked behind all others, and one of
/// them must be answered by somebody who is not this machine, while the outer flow goes both ways.
extension Recording {
    /// What the last questions of a live run did not show.
    func closingGaps(_ watch: LiveWatch) -> [Coverage.Gap] {
        guard let closing = watch.closing else {
            return [Recording.unproven("Nothing was asked through the tunnel at the end")]
        }
        let asked = answers.filter { $0.at >= closing && $0.isMeantForTunnel }
        return [tunnelGap(asked, since: closing), responderGap(asked)].compactMap { $0 }
    }

    private func tunnelGap(_ asked: [Answer], since closing: UInt64) -> Coverage.Gap? {
        let own = Set(host?.interfaces.flatMap(\.addresses) ?? [])
        let answered = asked.filter {
            $0.outcome == .answered && !$0.remote.isLoopback && !own.contains($0.remote)
        }
        guard let first = answered.map(\.at).min() else {
            return Recording.unproven("Nobody answered through the tunnel at the end")
        }
        var sent = Tally()
        var received = Tally()
        for stage in subject.stages.marks.indices {
            let seen = outerTraffic(stage: stage)
            sent.add(seen.sent)
            received.add(seen.received)
        }
        guard sent.last >= first, received.last >= first else {
            return Recording.unproven("The outer flow did not go both ways at the end")
        }
        return nil
    }

    /// A responder that the user named and that answered none of the last questions.
    private func responderGap(_ asked: [Answer]) -> Coverage.Gap? {
        let named = asked.filter { $0.endpoint != nil }
        let alive = Set(named.filter { $0.outcome == .answered }.map(\.remote))
        let dead = named.first { answer in
            guard !alive.contains(answer.remote) else { return false }
            // Where there is no route for its version of IP, another responder may speak for it.
            return alive.isEmpty || answer.outcome != .refused(ENETUNREACH)
        }
        guard let dead else { return nil }
        return Coverage.Gap(
            code: "control.path",
            text: "The responder \(dead.remote) did not answer at the end of the run, so nothing "
                + "shows that what was asked reached anybody.", breaks: .responder)
    }

    private static func unproven(_ what: String) -> Coverage.Gap {
        Coverage.Gap(
            code: "control.outer_alive",
            text: "\(what) of the run, so nobody knows whether the tunnel lived until then.",
            breaks: .tunnelAlive)
    }
}

extension Answer {
    /// Whether it went where the routes lead, or to the proxy that stands for a tunnel.
    fileprivate var isMeantForTunnel: Bool {
        switch path {
        case .routed, .proxy: true
        case .interface, .address, .forwarded, .marked: false
        }
    }
}
