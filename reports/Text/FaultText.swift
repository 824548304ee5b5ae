internal import Audit
internal import Wire

/// A fault of a drill and what came of it, for people; pages and terminals say the same.
struct FaultText {
    /// Which fault, and why it came once more.
    let name: String
    /// What came of it, in a sentence.
    let outcome: String

    /// What is told; a report and its JSON have it alike.
    struct Facts {
        var id: String
        var isEntryBlocked: Bool
        var isAfterRecovery: Bool
        /// Why it was not seen to happen; nil if it was.
        var doubt: String?
        /// How long the tunnel was cut, where that was too short.
        var shortOutage: Double?
        /// When what left under it left.
        var window: Window?
        /// What held new flows.
        var holds: [String]
        var watched: Double
        var detection: Double?
        var recovery: Double?
        var repeats: Repeats?
        /// The policy's grace, in seconds.
        var grace: Double
    }

    /// When what left left, in seconds after the fault, and how much.
    struct Window {
        var after: Double
        var length: Double
        var packets: Int
    }

    /// How it went in several runs.
    struct Repeats {
        var runs: Int
        var opened: Int
        /// How long it was open in each.
        var open: Report.Spans?
        var detection: Report.Spans?
        var recovery: Report.Spans?
    }

    init(_ facts: Facts) {
        name =
            facts.id
            + (facts.isAfterRecovery
                ? ", once more" : facts.isEntryBlocked ? ", entry blocked" : "")
        outcome = Self.outcome(of: facts)
    }

    private static func outcome(of facts: Facts) -> String {
        if let doubt = facts.doubt { return "not seen to happen: " + doubt }
        var parts: [String] = []
        if let outage = facts.shortOutage {
            parts.append(
                "the tunnel carried again after \(Phrase.seconds(outage)), too early to test")
        }
        if let window = facts.window {
            parts.append(
                "open for \(Phrase.seconds(window.length)), \(Phrase.count(window.packets, "packet"))"
                    + ", the first \(Phrase.seconds(max(0, window.after))) after it")
            if facts.grace > 0, window.after + window.length <= facts.grace {
                parts.append("within the grace of \(Phrase.seconds(facts.grace))")
            }
        } else {
            parts.append("held by " + facts.holds.joined(separator: ", "))
        }
        if let detection = facts.detection {
            parts.append("noticed in \(Phrase.seconds(detection))")
        }
        parts.append("watched \(Phrase.seconds(facts.watched))")
        parts.append(
            facts.recovery.map { "back in \(Phrase.seconds($0))" } ?? "the tunnel did not come back"
        )
        if let repeats = facts.repeats { parts += sentences(on: repeats) }
        return parts.joined(separator: "; ")
    }

    /// `open in 3 of 3 runs (1.84, 1.79, 1.91 s), median 1.84 s`
    private static func sentences(on repeats: Repeats) -> [String] {
        var open = "open in \(repeats.opened) of \(repeats.runs) runs"
        if repeats.opened > 0, let times = repeats.open {
            open += " (\(list(times.all))), " + middle(of: times)
        }
        var parts = [open]
        if let detection = repeats.detection { parts.append("noticed in " + middle(of: detection)) }
        if let recovery = repeats.recovery { parts.append("back in " + middle(of: recovery)) }
        return parts
    }

    /// `median 1.84 s, 1.79 to 1.91 s`
    private static func middle(of times: Report.Spans) -> String {
        let (median, least) = (Phrase.seconds(times.median), Phrase.seconds(times.least))
        let most = Phrase.seconds(times.most)
        return least == most ? "\(median) each" : "median \(median), \(least) to \(most)"
    }

    /// `1.84, 1.79, 1.91 s`
    static func list(_ times: [Double]) -> String {
        times.map { $0 > 0 && $0 < 0.01 ? "<\(Cells.noBreak)0.01" : HTMLPhrase.hundredths($0) }
            .joined(separator: ", ") + "\(Cells.noBreak)s"
    }
}

extension FaultText {
    /// A fault of a report, under a grace.
    init(_ fault: Report.Fault, grace: Double) {
        let holds = Hold.allCases.filter { hold in
            fault.cells.contains { $0.kind == "new" && $0.heldBy == hold }
        }
        self.init(
            Facts(
                id: fault.id, isEntryBlocked: fault.isEntryBlocked,
                isAfterRecovery: fault.isAfterRecovery,
                doubt: fault.isProven ? nil : fault.proof.forTerminal,
                shortOutage: fault.isTooShort ? fault.outage : nil,
                window: fault.window.map {
                    Window(after: $0.after, length: $0.length, packets: $0.packetCount)
                },
                holds: holds.map(\.rawValue), watched: fault.until - fault.at,
                detection: fault.detection, recovery: fault.recovery,
                repeats: fault.repeats.map { Repeats($0) }, grace: grace))
    }
}

extension FaultText.Repeats {
    fileprivate init(_ repeats: Report.Repetition) {
        self.init(
            runs: repeats.runs, opened: repeats.opened, open: repeats.open,
            detection: repeats.detection, recovery: repeats.recovery)
    }
}
