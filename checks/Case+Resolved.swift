internal import Audit
internal import Evidence
internal import Wire

extension Case {
    /// Findings of look-ups that systemd-resolved sent outside: of names that only it was asked for, or
    /// else of what left by its own sockets.
    func resolvedLookUps(_ card: Card) -> [Finding] {
        let named = findings(of: .resolvedNameOutside, by: card)
        guard named.isEmpty else { return named }
        return judgedStages.compactMap { stage in
            let sent = recording.violations(in: [stage]).filter { stratum in
                stratum.traffic.trafficClass == .dns
                    && recording.senders(of: [stratum.index])?.contains(where: isResolved) == true
            }
            guard !sent.isEmpty else { return nil }
            return Finding(
                severity: card.severity, confidence: confidence,
                title: card.title(packets: sent.reduce(0) { $0 + $1.tally.packets }),
                what: card.why, basis: .strata(counted: [], cited: Set(sent.map(\.index))),
                stage: stage)
        }
    }

    /// The finding that its settings lead public names to an underlay, where none was seen to leave; nil
    /// where they do not. They are its own word, and nothing left, so it is possible and of low severity.
    func routedOutside(_ asked: [Answer], _ card: Card) -> Finding? {
        guard let link = recording.host?.underlaysOfPublicNames.first else { return nil }
        let servers = link.servers.prefix(3).map(\.description).joined(separator: ", ")
        return finding(
            of: asked,
            title: "systemd-resolved is set to ask \(servers) by an uplink for public names",
            what: card.why + " Nothing was seen to leave: a rule may hold it back.",
            severity: .low, confidence: .possible)
    }

    /// Whether a sender is systemd-resolved, by the socket that it held. The kernel cuts its name.
    private func isResolved(_ share: SenderShare) -> Bool {
        share.packets > 0 && share.sender.basis == .socket
            && share.sender.name?.raw == "systemd-resolve"
    }
}

extension Specimen {
    /// A name that only systemd-resolved is asked for.
    static let resolvedName = "r1.specimen.leak.test"

    /// A look-up of it at its own address.
    static var askedOfResolved: Answer {
        var answer = Answer(
            .dns, .routed, to: IPAddress(v4: 0x7f00_0035), port: 53, at: 0, outcome: .answered)
        answer.mark = resolvedName
        return answer
    }
}
