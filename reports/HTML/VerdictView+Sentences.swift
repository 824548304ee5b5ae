internal import Audit
internal import Wire

extension VerdictView {
    /// Most commands under "Fix this first".
    private static let mostCommands = 3

    /// What happened, with at most three facts in bold.
    static func lede(of document: ReportDocument) -> [Piece] {
        switch document.verdict {
        case .fail: leak(document) + uncounted(document)
        case .pass: passed(document) + proven(document) + uncounted(document)
        case .inconclusive: passed(document) + reason(document) + uncounted(document)
        case .error:
            [
                plain(
                    document.failure.map { HTMLPhrase.ended(HTMLPhrase.sentence($0.message)) } ?? ""
                )
            ]
        }
    }

    /// The first thing to do: the worst finding's fix, or what would decide an undecided run.
    static func advice(of document: ReportDocument) -> Advice? {
        if let worst = document.worstFinding, !worst.isNotice {
            var steps = worst.fix.steps.map(HTMLPhrase.sentence)
            if steps.isEmpty { steps = ["watertight explain " + worst.checkID.forPeople] }
            return Advice(
                adviceHeading: "Fix this first",
                adviceText: HTMLPhrase.ended(HTMLPhrase.sentence(worst.fix.summary)),
                adviceCommands: steps.prefix(mostCommands).joined(separator: "\n"))
        }
        if document.verdict == .pass {
            guard let untested = document.limits.first(where: { $0.command != nil }) else {
                return nil
            }
            return Advice(
                adviceHeading: "Not tested yet", adviceText: HTMLPhrase.sentence(untested.text),
                adviceCommands: untested.command.map(HTMLPhrase.sentence))
        }
        let undecided = document.checks.first(where: \.isUndecided)
        guard let code = document.failure?.code ?? undecided?.reasonCode else { return nil }
        let limit = document.limits.first { $0.reasonCode == code }
        return Advice(
            adviceHeading: "Do this next",
            adviceText: ReasonCode(code.raw)?.remedy
                ?? limit.map { HTMLPhrase.sentence($0.text) } ?? "Read what the reason means.",
            adviceCommands: limit?.command.map(HTMLPhrase.sentence)
                ?? "watertight explain " + code.forPeople)
    }

    private static func plain(_ text: String) -> Piece { Piece(piece: text, isStrong: false) }

    private static func strong(_ text: String) -> Piece { Piece(piece: text, isStrong: true) }

    private static func leak(_ document: ReportDocument) -> [Piece] {
        var pieces: [Piece] = []
        let summary = document.summary
        if let packets = summary.leakedPackets {
            // The headline often counts the packets already.
            let isTold = summary.headline.raw.hasPrefix("\(packets) packet")
            if let bytes = summary.leakedBytes, isTold {
                pieces.append(strong(Phrase.count(bytes, "byte")))
            } else {
                pieces += [
                    strong(Phrase.count(packets, "packet")), plain(" left outside the tunnel"),
                ]
            }
            if let exposure = summary.exposure, exposure > 0 {
                pieces += [plain(" within "), strong(Phrase.seconds(exposure))]
            }
            pieces.append(plain(". "))
        }
        // The same packets may be cited by several findings, so their names are not added up.
        let reader = document.leaks.filter { ($0.names ?? 0) > 0 }
            .max { ($0.names ?? 0) < ($1.names ?? 0) }
        if let reader, let names = reader.names {
            let who = reader.seenBy.contains { $0.raw == "isp" } ? "Your provider" : "Your network"
            pieces += [
                plain(who + " could read "), strong(Phrase.count(names, "name")), plain(". "),
            ]
        }
        return pieces + passed(document, isBrief: true)
    }

    private static func passed(
        _ document: ReportDocument, isBrief: Bool = false
    ) -> [Piece] {
        let applicable = document.lines.count { $0.verdict != .notApplicable }
        let passed = document.lines.count { $0.verdict == .pass }
        guard applicable > 0 else { return [] }
        let share = "\(passed) of \(applicable)"
        return [isBrief ? plain(share) : strong(share), plain(" lines passed. ")]
    }

    private static func proven(_ document: ReportDocument) -> [Piece] {
        document.proof.isWhole
            ? [strong("Every control held"), plain(", so zero means zero. ")] : []
    }

    private static func reason(_ document: ReportDocument) -> [Piece] {
        if let failure = document.failure {
            return [plain(HTMLPhrase.ended(HTMLPhrase.sentence(failure.message)) + " ")]
        }
        guard let check = document.checks.first(where: \.isUndecided) else { return [] }
        return [
            plain("Not decided: "), strong(check.title.forPeople),
            plain(", " + HTMLPhrase.ended(HTMLPhrase.sentence(check.fact)) + " "),
        ]
    }

    /// Says so when a leak stands below a headline that does not count it.
    private static func uncounted(_ document: ReportDocument) -> [Piece] {
        let leaks = document.lines.count { $0.verdict == .fail && !$0.isNotice }
        guard document.verdict != .fail, leaks > 0 else { return [] }
        return [
            strong(Phrase.count(leaks, "leak")),
            plain(" \(leaks == 1 ? "does" : "do") not count, by the policy."),
        ]
    }
}
