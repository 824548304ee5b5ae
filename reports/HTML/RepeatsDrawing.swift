internal import Audit

/// The runs of one fault as small timelines under each other, all on one scale that begins at the fault.
struct RepeatsDrawing {
    /// Most runs that are drawn (the table has all).
    private static let most = 5

    private let runs: [ReportDocument.FaultRun]
    /// The runs that are drawn, by index.
    private let drawn: [Int]
    /// The ends of the scale, in seconds after the fault.
    private let ends: (from: Double, to: Double)

    /// Where things stand in a picture.
    struct Form {
        fileprivate let style, id: String
        fileprivate let width, left, right, rowHeight: Double
        /// Where a row's words stand: before it, or above it.
        fileprivate let isAbove: Bool

        static let wide = Form(
            style: "wide", id: "rpw", width: 800, left: 192, right: 792, rowHeight: 46,
            isAbove: false)
        static let phone = Form(
            style: "narrow", id: "rpp", width: 340, left: 8, right: 332, rowHeight: 62,
            isAbove: true)
    }

    /// The runs of a fault, in their order.
    init(_ runs: [ReportDocument.FaultRun]) {
        self.runs = runs
        let drawn = Self.choice(of: runs)
        self.drawn = drawn
        let starts = drawn.compactMap { runs[$0].window?.after }
        let stops = drawn.flatMap { index -> [Double] in
            let (run, window) = (runs[index], runs[index].window)
            return [
                run.watched, run.watched + (run.recovery ?? 0),
                (window?.after ?? 0) + (window?.length ?? 0),
            ]
        }
        let from = min(0, starts.min() ?? 0)
        let last = max(stops.max() ?? 0, from + 0.1)
        // Behind the last a little is shown of the tunnel that carries again.
        ends = (from, last + (last - from) / 24)
    }

    /// Which are drawn: of many the first and the last, and those that were open longest, shortest and in
    /// the middle.
    private static func choice(of runs: [ReportDocument.FaultRun]) -> [Int] {
        guard runs.count > most else { return Array(runs.indices) }
        let lengths = runs.map { $0.window?.length ?? -1 }
        let byLength = runs.indices.sorted { (lengths[$0], $0) < (lengths[$1], $1) }
        let last = runs.count - 1
        return Set([0, last, byLength[0], byLength[runs.count / 2], byLength[last]]).sorted()
    }

    /// Which runs are drawn, in a sentence.
    var caption: String {
        let scale = "Each line begins at the fault, and all have one scale."
        guard drawn.count < runs.count else { return scale }
        return scale + " Drawn are \(drawn.count) of \(runs.count) runs: the first, the last, and "
            + "those that were open longest, shortest and in the middle. The table has all."
    }

    /// The picture, under a number of its own on the page.
    func picture(_ form: Form, number: Int, of fault: String) -> String {
        let scale = TimelineDrawing.Scale(
            from: ends.from, to: ends.to, start: form.left, end: form.right)
        let axis = Double(drawn.count) * form.rowHeight + 6
        var svg = SVG()
        svg.addMarkup(SVG.hatch("hatch-\(form.id)\(number)"))
        for (row, index) in drawn.enumerated() {
            let y = Double(row) * form.rowHeight + (form.isAbove ? 40 : 24)
            words(of: index, y, form, &svg)
            line(of: runs[index], y, scale, "hatch-\(form.id)\(number)", &svg)
        }
        svg.add(
            "path class=\"kn\" stroke=\"#6f828b\" d=\"M\(SVG.number(form.left)) "
                + "\(SVG.number(axis))H\(SVG.number(form.right))\"")
        svg.ticks(on: scale, axis, width: form.width)
        return svg.picture(
            id: "\(form.id)\(number)", style: form.style, width: form.width, height: axis + 26,
            size: 12.5, title: "\(fault), run by run, seconds after the fault",
            description: drawn.map(sentence).joined(separator: " ")
                + " The same numbers are in the table below.")
    }

    private func words(of index: Int, _ y: Double, _ form: Form, _ svg: inout SVG) {
        let name = "Run \(index + 1)"
        let style = runs[index].window == nil ? "t2" : "leak"
        let (x, base) = form.isAbove ? (form.left + 54, y - 17) : (0, y + 13)
        svg.label(name, form.isAbove ? form.left : 0, form.isAbove ? y - 17 : y - 3, "tb")
        let room = form.isAbove ? form.width - x : form.left - 8
        let text = SVG.fitted(outcome(of: index), to: room, size: 11.5)
        svg.label(text ?? "", x, base, style, size: 11.5)
    }

    private func line(
        of run: ReportDocument.FaultRun, _ y: Double, _ scale: TimelineDrawing.Scale,
        _ hatch: String, _ svg: inout SVG
    ) {
        func box(_ from: Double, _ to: Double, _ style: String) {
            let (start, end) = (scale.position(of: from), scale.position(of: to))
            svg.add(
                "rect \(style) x=\"\(SVG.number(start))\" y=\"\(SVG.number(y - 11))\" width=\""
                    + "\(SVG.number(max(end - start, 1)))\" height=\"22\" rx=\"3\"")
        }
        box(0, run.watched + (run.recovery ?? 0), "class=\"fskip\" fill=\"#e6ebed\"")
        if let recovery = run.recovery {
            box(run.watched + recovery, ends.to, "class=\"ftube\" fill=\"#bfe0d8\"")
        }
        guard let window = run.window else { return }
        box(
            window.after, window.after + window.length,
            "class=\"kl\" stroke=\"#b3200f\" stroke-width=\"1.5\" fill=\"url(#\(hatch))\"")
        let moments = run.leaks.isEmpty ? [window.after, window.after + window.length] : run.leaks
        let places = moments.map(scale.position).sorted()
        for x in SVG.spread(places, room: TimelineDrawing.markRoom) {
            svg.add("use href=\"#m-leaked\" x=\"\(SVG.number(x))\" y=\"\(SVG.number(y))\"")
        }
    }

    /// `open 1.84 s, 14 packets`
    private func outcome(of index: Int) -> String {
        guard let window = runs[index].window else { return "nothing left" }
        let packets = Phrase.count(window.packets, "packet")
        return window.length > 0 ? "open \(Phrase.seconds(window.length)), " + packets : packets
    }

    private func sentence(on index: Int) -> String {
        let after =
            runs[index].window.map {
                ", from \(HTMLPhrase.hundredths($0.after)) s after the fault"
            } ?? ""
        return "Run \(index + 1): \(outcome(of: index))\(after)."
    }
}
