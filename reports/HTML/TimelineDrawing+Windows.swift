internal import Audit

extension TimelineDrawing.Window {
    /// Where traffic left: the whole of a stretch in which nothing was held or went inside, else from
    /// its first leak to its last.
    static func all(
        in spans: [TimelineDrawing.Span], _ marks: [ReportDocument.Mark],
        _ document: ReportDocument
    ) -> [TimelineDrawing.Window] {
        let open = spans.filter { $0.counts[.leaked] ?? 0 > 0 }
        let leaks = document.leaks
        let total = document.summary.leakedPackets
        return open.map { span in
            let times = marks.filter {
                $0.state == .leaked && $0.at >= span.from && $0.at < span.to
            }.map(\.at)
            let isWhole =
                span.name == .faulted && span.counts[.held] == nil && span.counts[.inside] == nil
            // Marks stand for all that left within some milliseconds; a drill has each packet.
            let marked = (
                count: open.count == 1 ? total ?? times.count : times.count,
                isExact: open.count == 1 && total != nil
            )
            let packets = document.drill?.packets(from: span.from, to: span.to) ?? marked
            return TimelineDrawing.Window(
                from: isWhole ? span.from : times.min() ?? span.from,
                to: isWhole ? span.to : times.max() ?? span.to, leaks: packets.count,
                isLeast: !packets.isExact,
                frames: open.count == 1 && (total ?? packets.count) == packets.count
                    ? HTMLPhrase.frames(
                        leaks.compactMap(\.firstFrame).min(), leaks.compactMap(\.lastFrame).max())
                    : nil)
        }
    }
}

extension ReportDocument.Drill {
    /// How many packets left between two moments, in seconds, and whether none is left out; nil if none is
    /// told of.
    fileprivate func packets(from: Double, to: Double) -> (count: Int, isExact: Bool)? {
        var (packets, isExact) = (0, true)
        func isInside(_ time: Double) -> Bool { from <= time && time < to }
        for fault in faults {
            guard let window = fault.window else { continue }
            let times = fault.leaks.map { fault.at + $0 }
            packets += times.count(where: isInside)
            // What is not listed left between the two in the middle of those that are.
            let missing = window.packets - times.count
            guard missing > 0 else { continue }
            let gap = fault.unlisted(window)
            let (begins, ends) = (isInside(fault.at + gap.from), isInside(fault.at + gap.to))
            if begins, ends {
                packets += min(missing, Int.max / 2 - packets)
            } else if fault.at + gap.from < to, fault.at + gap.to >= from {
                isExact = false
            }
        }
        return packets > 0 ? (packets, isExact) : nil
    }
}

extension ReportDocument.Fault {
    /// Between which seconds after it those packets left that are not listed.
    fileprivate func unlisted(_ window: FaultText.Window) -> (from: Double, to: Double) {
        guard leaks.count > 1 else { return (window.after, window.after + window.length) }
        return (leaks[leaks.count / 2 - 1], leaks[leaks.count / 2])
    }
}
