internal import Audit
internal import Wire

extension TextReport {
    /// The faults of a drill, one a line: what left under each, or what held.
    func drill(_ page: inout Page) {
        guard let drill = report.drill, !drill.faults.isEmpty else { return }
        let sent = drill.rateReached < drill.rate ? " asked for, \(drill.rateReached) sent" : ""
        page.paragraph([], "Faults, \(drill.rate) canaries a second\(sent) in each kind of traffic")
        let width = drill.faults.map { Cells.width($0.id) }.max() ?? 0
        for fault in drill.faults {
            page.paragraph(
                [("  " + Cells.padded(fault.id, to: width) + "  ", .plain)], Self.outcome(of: fault)
            )
        }
    }

    /// What came of a fault, in a sentence.
    private static func outcome(of fault: Report.Fault) -> String {
        guard fault.isProven else { return "not seen to happen: " + fault.proof.forTerminal }
        var parts: [String] = []
        if let window = fault.window {
            parts.append(
                "open for \(Phrase.seconds(window.length)), \(Phrase.count(window.packetCount, "packet"))"
                    + ", the first \(Phrase.seconds(max(0, window.after))) after it")
        } else {
            let holds = Hold.allCases.filter { hold in
                fault.cells.contains { $0.kind == "new" && $0.heldBy == hold }
            }
            parts.append("held by " + holds.map(\.rawValue).joined(separator: ", "))
        }
        parts.append("watched \(Phrase.seconds(fault.until - fault.at))")
        parts.append(
            fault.recovery.map { "back in \(Phrase.seconds($0))" } ?? "the tunnel did not come back"
        )
        return parts.joined(separator: "; ")
    }
}
