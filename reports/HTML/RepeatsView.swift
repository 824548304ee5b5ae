internal import Audit

/// The faults that opened the tunnel in some of several runs: each run as a small timeline, and as a row.
struct RepeatsView {
    /// Most faults that have a picture: those that were open longest.
    private static let mostFigures = 3

    let repeatFigures: [Figure]
    let repeatsMissing: String?

    /// The runs of a fault.
    struct Figure {
        /// Its number on the page, from 1.
        let repeatNumber: String
        let repeatTitle: String
        let repeatWideSVG: String
        let repeatPhoneSVG: String
        let repeatCaption: String
        let repeatRuns: [Row]
    }

    /// A run of a fault.
    struct Row {
        let isBad: Bool
        let runName: String
        let openAfter: String
        let openFor: String
        let leftCount: String
        let noticed: String
        let watched: String
        let back: String
    }

    /// Nil where there was but one run, or nothing left in any.
    init?(_ document: ReportDocument) {
        let opened = (document.drill?.faults ?? []).filter { fault in
            fault.runs.contains { $0.window != nil }
        }
        guard !opened.isEmpty else { return nil }
        func longest(_ fault: ReportDocument.Fault) -> Double {
            fault.runs.compactMap(\.window?.length).max() ?? 0
        }
        // Those of one length stay in the order of the faults.
        let order = opened.indices.sorted {
            (longest(opened[$1]), $0) < (longest(opened[$0]), $1)
        }
        repeatFigures = order.prefix(Self.mostFigures).sorted().enumerated().map { number, index in
            Self.figure(opened[index], number: number + 1, grace: document.policy.grace)
        }
        let missing = opened.count - repeatFigures.count
        repeatsMissing =
            missing > 0
            ? Phrase.count(missing, "more fault")
                + " that opened \(missing == 1 ? "is" : "are") not drawn run by run; "
                + "the table below has the median and the range." : nil
    }

    private static func figure(
        _ fault: ReportDocument.Fault, number: Int, grace: Double
    ) -> Figure {
        let drawing = RepeatsDrawing(fault.runs)
        let name = FaultText(fault, grace: grace).name
        return Figure(
            repeatNumber: String(number),
            repeatTitle: HTMLPhrase.capital(name) + ", run by run",
            repeatWideSVG: drawing.picture(.wide, number: number, of: name),
            repeatPhoneSVG: drawing.picture(.phone, number: number, of: name),
            repeatCaption: drawing.caption,
            repeatRuns: fault.runs.enumerated().map { index, run in row(run, number: index + 1) })
    }

    private static func row(_ run: ReportDocument.FaultRun, number: Int) -> Row {
        func told(_ seconds: Double?) -> String { seconds.map(HTMLPhrase.hundredths) ?? "–" }
        return Row(
            isBad: run.window != nil, runName: "Run \(number)", openAfter: told(run.window?.after),
            openFor: told(run.window?.length), leftCount: Phrase.number(run.window?.packets ?? 0),
            noticed: told(run.detection), watched: told(run.watched), back: told(run.recovery))
    }
}
