internal import Audit
internal import Evidence

/// What left under a fault, as findings say it.
extension Case {
    /// The finding that frames left under a fault; none if there are no frames.
    func finding(
        _ card: Card, _ strays: [StrayFrame], under fault: Int, of reading: DrillReading
    ) -> [Finding] {
        guard let first = strays.first, let last = strays.last else { return [] }
        let drilled = reading.drill.faults[fault]
        let stage = recording.subject.stages.marks.lastIndex { $0.at <= first.at } ?? 0
        return [
            Finding(
                severity: card.severity, confidence: confidence,
                title: card.title(packets: UInt64(strays.count)) + " in "
                    + Case.time(last.at - first.at) + " after \(drilled.id.title)"
                    + (reading.share(of: strays, under: fault).map { ", in \($0.text)" } ?? ""),
                what: [card.why, DrilledRules(recording)?.explanation(of: strays, under: fault)]
                    .compactMap { $0 }.joined(separator: " "), basis: .strays(strays), stage: stage)
        ]
    }

    /// A time for people: milliseconds below a second.
    private static func time(_ nanoseconds: UInt64) -> String {
        let milliseconds = (nanoseconds + 500_000) / 1_000_000
        guard milliseconds >= 1000 else { return "\(milliseconds) ms" }
        let hundredths = (milliseconds + 5) / 10
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest) s"
    }
}
