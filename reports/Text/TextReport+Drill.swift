internal import Audit
internal import Wire

extension TextReport {
    /// The faults of a drill, one a line: what left under each, or what held.
    func drill(_ page: inout Page) {
        guard let drill = report.drill, !drill.faults.isEmpty else { return }
        page.paragraph([], "Faults, \(drill.rate) canaries a second in each kind of traffic")
        let names = drill.faults.map(Self.name)
        let width = names.map(Cells.width).max() ?? 0
        for (fault, name) in zip(drill.faults, names) {
            page.paragraph(
                [("  " + Cells.padded(name, to: width) + "  ", .plain)], Self.outcome(of: fault))
        }
    }

    /// Which fault, and why it came once more.
    private static func name(of fault: Report.Fault) -> String {
        if fault.isAfterRecovery { return fault.id + ", once more" }
        return fault.id + (fault.isEntryBlocked ? ", entry blocked" : "")
    }

    /// What came of a fault, in a sentence.
    private static func outcome(of fault: Report.Fault) -> String {
        guard fault.isProven else { return "not seen to happen: " + fault.proof.forTerminal }
        var parts: [String] = []
        if fault.isTooShort, let outage = fault.outage {
            parts.append(
                "the tunnel carried again after \(Phrase.seconds(outage)), too early to test")
        }
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
