internal import Audit
internal import Wire

/// A card: what happened, who could see it, which programs, how sure, what to do, and the packets.
struct FindingView {
    /// Most destinations and programs that a card names; the JSON has more.
    private static let mostNamed = 5

    let anchor: String
    let number: String
    let findingTitle: String
    let checkID: String
    let findingID: String
    let chip: Chip
    let rows: [Row]
    let meter: [Bool]
    let sureness: String
    let isOpen: Bool
    let sameFix: String?
    let fixText: String?
    let fixCommands: String?
    let evidenceSummary: String
    let facts: [Row]
    let evidenceFile: String?
    let evidence: [EvidenceRow]
    let frameCommand: String?

    /// A question and its answer.
    struct Row {
        let term: String
        let answer: String
    }

    /// A packet or a probe.
    struct EvidenceRow {
        let frame: String
        let time: String
        let interface: String
        let route: String
        let note: String
    }

    init(
        _ finding: ReportDocument.Finding, number: Int, sameFixAs same: ReportDocument.Finding?,
        isOpen: Bool
    ) {
        anchor = "finding-\(number)"
        self.number = String(number)
        findingTitle = HTMLPhrase.sentence(finding.title)
        checkID = finding.checkID.forPeople
        findingID = finding.id.forPeople
        chip = Chip(.fail, isNotice: finding.isNotice)
        var rows = [Row(term: "What happened", answer: HTMLPhrase.sentence(finding.what))]
        let seers = Self.seers(of: finding)
        if !seers.isEmpty {
            rows.append(
                Row(
                    term: "Who could see it",
                    answer: HTMLPhrase.capital(Phrase.list(seers, most: 6)) + "."))
        }
        if let programs = Self.programs(of: finding) {
            rows.append(Row(term: "Which programs", answer: programs + "."))
        }
        self.rows = rows
        meter = Confidence.allCases.map { $0 <= finding.confidence }
        sureness = Self.sureness(of: finding)
        self.isOpen = isOpen
        sameFix = same.map { "The same as for " + $0.id.forPeople + "." }
        fixText = same == nil ? HTMLPhrase.ended(HTMLPhrase.sentence(finding.fix.summary)) : nil
        let steps = finding.fix.steps.map(HTMLPhrase.sentence)
        fixCommands = same == nil && !steps.isEmpty ? steps.joined(separator: "\n") : nil
        evidenceSummary = Self.summary(of: finding)
        facts = Self.facts(of: finding)
        evidenceFile = finding.file?.forPeople
        evidence = finding.evidence.map(Self.row)
        frameCommand = Self.command(of: finding)
    }

    private static func seers(of finding: ReportDocument.Finding) -> [String] {
        finding.seenBy.map { role in
            switch role.raw {
            case "lan": "your local network"
            case "isp": "your provider"
            case "isp_resolver": "your provider’s resolver"
            case "destination":
                finding.destinationCount.map { Phrase.count($0, "destination") }
                    ?? "the destination"
            default: role.forPeople
            }
        }
    }

    private static func programs(of finding: ReportDocument.Finding) -> String? {
        guard let processes = finding.processes, !processes.isEmpty else { return nil }
        let senders = processes.filter { $0.packets > 0 }.prefix(mostNamed).map { process in
            name(of: process) + " (" + Phrase.number(process.packets) + how(process) + ")"
        }
        let askers = processes.filter { $0.packets == 0 }.prefix(mostNamed).map(name)
        let perhaps = askers.isEmpty ? "" : "; perhaps for " + Phrase.list(askers)
        let list = Phrase.list(senders, most: mostNamed) + perhaps
        // A program's own name stays as it is.
        let isOurWord = processes[0].role == .probe || processes[0].role == .forwarded
        return isOurWord ? HTMLPhrase.capital(list) : list
    }

    private static func name(of process: ReportDocument.Process) -> String {
        switch process.role {
        case .probe: "our own probes"
        case .forwarded: "forwarded from " + (process.forwardedFrom?.forPeople ?? "elsewhere")
        case .resolver, .client, nil:
            process.name?.forPeople ?? process.controlGroup?.forPeople ?? "an unknown program"
        }
    }

    private static func how(_ process: ReportDocument.Process) -> String {
        switch process.attribution {
        case .socket, .unknown: ""
        case .controlGroup: ", by its control group"
        case .guess: ", a guess"
        }
    }

    private static func sureness(of finding: ReportDocument.Finding) -> String {
        let repeats = finding.exposures.map(HTMLPhrase.hundredths)
        let counted = finding.runs.map { runs in
            " In \(repeats.count) of \(runs) repeats: " + FaultText.list(finding.exposures) + "."
        }
        let repeated =
            counted
            ?? (repeats.count > 1
                ? " Repeated \(repeats.count) times: "
                    + Phrase.list(repeats, most: repeats.count) + "\u{a0}s." : "")
        let isCaptured = finding.packets != nil
        return switch finding.confidence {
        case .certain where isCaptured: "Certain: the packets are in our capture." + repeated
        case .certain: "Certain: a probe of ours shows it." + repeated
        case .probable where isCaptured:
            "Probable: the packets are in our capture, their direction is inferred." + repeated
        case .probable: "Probable: an endpoint that was asked through the tunnel said so."
        case .possible: "Possible: only an outside party said so."
        }
    }

    private static func summary(of finding: ReportDocument.Finding) -> String {
        guard let packets = finding.packets else { return "What shows it" }
        let frames = HTMLPhrase.frames(finding.firstFrame, finding.lastFrame)
        return "Packets: " + Phrase.number(packets)
            + (frames.map {
                (finding.firstFrame == finding.lastFrame ? ", frame " : ", frames ") + $0
            }
                ?? "")
    }

    private static func facts(of finding: ReportDocument.Finding) -> [Row] {
        var facts: [Row] = []
        if let packets = finding.packets, let bytes = finding.bytes {
            let names = finding.names.map { ", " + Phrase.count($0, "name") } ?? ""
            facts.append(
                Row(
                    term: "How much",
                    answer: Phrase.count(packets, "packet") + ", " + Phrase.count(bytes, "byte")
                        + names))
        }
        if let first = finding.firstSeenAt, let last = finding.lastSeenAt {
            facts.append(
                Row(term: "When", answer: Phrase.times(first.forPeople, last.forPeople)))
        }
        if let stage = finding.stage {
            facts.append(Row(term: "Stage", answer: HTMLPhrase.title(of: stage)))
        }
        if !finding.destinations.isEmpty {
            let shown = finding.destinations.prefix(mostNamed).map { destination in
                TextReport.endpoint(
                    destination.address.forPeople, destination.port.flatMap(UInt16.init(exactly:)))
                    + " " + destination.transport.forPeople
                    + " (" + Phrase.number(destination.packets) + ")"
            }
            let more = (finding.destinationCount ?? shown.count) - shown.count
            facts.append(
                Row(
                    term: "To",
                    answer: shown.joined(separator: ", ")
                        + (more > 0 ? " and " + Phrase.number(more) + " more" : "")))
        }
        return facts
    }

    private static func row(_ evidence: ReportDocument.Evidence) -> EvidenceRow {
        let also = evidence.isAlsoCounted ? "counted under another finding" : nil
        let ends = [evidence.source, evidence.destination].compactMap { $0?.forPeople }
        return EvidenceRow(
            frame: evidence.frame.map(String.init)
                ?? HTMLPhrase.sentence(evidence.kind)
                .replacing("_", with: " "),
            time: evidence.timeOffset.map(thousandths) ?? "–",
            interface: evidence.interface?.forPeople ?? "–",
            route: ends.isEmpty ? "–" : ends.joined(separator: " → "),
            note: [evidence.note?.forPeople, also].compactMap(\.self).joined(separator: ", "))
    }

    private static func thousandths(_ seconds: Double) -> String {
        let millis = Int((seconds.magnitude * 1000).rounded())
        let rest = String(millis % 1000)
        return (seconds < 0 ? "-" : "") + String(millis / 1000) + "."
            + String(repeating: "0", count: 3 - rest.count) + rest
    }

    private static func command(of finding: ReportDocument.Finding) -> String? {
        let frames = finding.evidence.compactMap(\.frame)
        guard let file = finding.file, !frames.isEmpty else { return nil }
        let list = frames.prefix(10).map(String.init).joined(separator: ", ")
        return HTMLPhrase.command(["tshark".fromUs, "-r".fromUs, file])
            + " -Y 'frame.number in {\(list)}'"
    }
}

extension String {
    /// A word of our own among words from outside.
    fileprivate var fromUs: OutsideText { OutsideText(self) }
}
