internal import Audit
internal import Wire

extension TextReport {
    /// Most destinations that are named; the count is exact.
    private static let mostDestinations = 5
    /// Most packets that are shown.
    private static let mostEvidence = 3

    /// One finding with its packets; a fix that an earlier finding has is not repeated.
    func finding(
        _ finding: Report.Finding, earlier: ArraySlice<Report.Finding>, _ page: inout Page
    ) {
        page.heading(finding.id + "  ", finding.title, right: finding.checkID.name)
        row("Why", finding.what, &page)
        if let programs = finding.packets.flatMap(programs) { row("Program", programs, &page) }
        row("Seen by", Phrase.list(seers(of: finding), most: 6), &page)
        if let packets = finding.packets {
            row("Packets", self.packets(of: packets), &page)
            row("When", Phrase.times(packets.firstSeenAt, packets.lastSeenAt), &page)
        }
        row("Stage", finding.stage.rawValue, &page)
        if let packets = finding.packets { row("To", destinations(of: packets), &page) }
        for (index, evidence) in finding.evidence.prefix(Self.mostEvidence).enumerated() {
            row(index == 0 ? "Such as" : "", line(of: evidence), &page)
        }
        row("Sure", sureness(of: finding), &page)
        if let same = earlier.first(where: { $0.fix == finding.fix }) {
            row("Fix", "the same as \(same.id)", &page)
        } else {
            row("Fix", finding.fix.summary, &page)
            for command in finding.fix.commands { page.command(Self.lead(""), command) }
        }
    }

    private func row(_ name: String, _ text: String, _ page: inout Page) {
        page.paragraph([(Self.lead(name), .plain)], text)
    }

    private static func lead(_ name: String) -> String { "    " + Cells.padded(name, to: 9) }

    private func seers(of finding: Report.Finding) -> [String] {
        finding.seenBy.map { role in
            switch role {
            case "lan": "local network"
            case "isp": "provider"
            case "isp_resolver": "provider's resolver"
            case "destination":
                finding.packets.map { Phrase.count($0.destinationCount, "destination") }
                    ?? "destination"
            default: role
            }
        }
    }

    private func packets(of packets: Report.Packets) -> String {
        var parts = [
            Phrase.count(packets.count, "packet"),
            Phrase.count(packets.byteCount, "byte"),
        ]
        if let names = packets.nameCount { parts.append(Phrase.count(names, "name")) }
        let frames = Phrase.frames(packets.firstFrame, packets.lastFrame)
        let such = packets.exemplars.map(String.init).joined(separator: ", ")
        return parts.joined(separator: ", ") + "; \(frames) in \(packets.file.forTerminal)"
            + (packets.exemplars.count > 1 ? ", such as \(such)" : "")
    }

    private func destinations(of packets: Report.Packets) -> String {
        let named = packets.destinations.prefix(Self.mostDestinations)
        let parts = named.map { destination in
            let endpoint = Self.endpoint(destination.address, destination.port)
            let count = "(" + Phrase.number(destination.packetCount) + ")"
            return "\(endpoint)\(Cells.noBreak)\(destination.transport)\(Cells.noBreak)\(count)"
        }
        let more = packets.destinationCount - named.count
        return parts.joined(separator: ", ") + (more > 0 ? " and \(Phrase.number(more)) more" : "")
    }

    private func line(of evidence: Report.Evidence) -> String {
        var text = evidence.frame.map { "frame\(Cells.noBreak)\($0)" } ?? "probe"
        if let source = evidence.source, let destination = evidence.destination {
            text += " \(source) > \(destination)"
        }
        if let interface = evidence.interface { text += " on " + Phrase.whole(interface) }
        if let note = evidence.note { text += ", " + Phrase.whole(note) }
        return text + (evidence.isAlsoCounted == true ? " (counted under another finding)" : "")
    }

    private func sureness(of finding: Report.Finding) -> String {
        switch finding.confidence {
        case .certain where finding.packets == nil: "certain: a probe of ours shows it"
        case .probable where finding.packets == nil:
            "probable: an endpoint that was asked through the tunnel said so"
        case .certain:
            "certain: captured outside the tunnel, with its direction known"
                + repeated(finding)
        case .probable:
            "probable: captured outside the tunnel, its direction inferred" + repeated(finding)
        case .possible: "possible: only an outside party said so"
        }
    }

    /// `; 3 of 3 repeats (1.84, 1.79, 1.91 s)`; nothing of one run.
    private func repeated(_ finding: Report.Finding) -> String {
        guard !finding.exposures.isEmpty else { return "" }
        return "; \(finding.exposures.count) of \(finding.runs) repeats "
            + "(\(FaultText.list(finding.exposures)))"
    }
}
