internal import Audit
internal import Wire

extension TimelineDrawing {
    private static let bottom = 720.0
    private static let width = 340.0
    private static let spanEnd = 152.0
    private static let lanes = (first: 178.0, last: 316.0)
    /// Sizes of labels.
    private static let sizes = (tick: 11.5, lane: 9.5, span: 11.5)

    /// Time runs downward, so that it fits a phone.
    var phone: String {
        let columns = columns
        // Names of columns that stand close take turns in two rows.
        let step = columns.count > 1 ? columns[1] - columns[0] : Self.lanes.last - Self.lanes.first
        let rows = step < 60 ? 2 : 1
        let top = 14 + Double(rows) * 28
        let scale = Scale(from: from, to: to, start: top, end: Self.bottom)
        let ticks = scale.ticks
        let tickWidth =
            ticks.map { SVG.width(of: SVG.number($0), size: Self.sizes.tick) }.max() ?? 0
        let left = max(38, tickWidth + 10)
        var svg = SVG()
        svg.addMarkup(SVG.hatch("hatch-p"))
        for window in windows { self.window(window, left, scale, &svg) }
        svg.label("Tunnel", left + 2, top - 16, "t2 tb", size: 12)
        for (index, (lane, x)) in zip(lanes, columns).enumerated() {
            let row = Double(index % rows)
            name(lane.title.forPeople, x, 12 + row * 28, width: step * Double(rows) - 4, &svg)
            svg.add(
                "path class=\"kx\" stroke=\"#cfd9dd\" d=\"M\(SVG.number(x)) \(SVG.number(top))"
                    + "V\(SVG.number(Self.bottom))\"")
        }
        for span in spans { self.span(span, left, scale, &svg) }
        for (lane, x) in zip(lanes, columns) {
            for (y, state) in positions(of: lane, on: scale) {
                let turned = state == .expected ? "across" : state.rawValue
                svg.add("use href=\"#m-\(turned)\" x=\"\(SVG.number(x))\" y=\"\(SVG.number(y))\"")
            }
        }
        for tick in ticks {
            svg.label(
                SVG.number(tick), left - 10, scale.position(of: tick) + 4, "t2",
                size: Self.sizes.tick, anchor: .end)
        }
        return svg.picture(
            id: "tlp", style: "narrow", width: Self.width, height: 732, size: 13,
            title: "Timeline, time runs downward", description: description)
    }

    /// Where the lanes stand.
    private var columns: [Double] {
        let room = Self.lanes.last - Self.lanes.first
        let step = lanes.count > 1 ? room / Double(lanes.count - 1) : 0
        return lanes.indices.map { Self.lanes.first + Double($0) * step }
    }

    /// The name of a column in two words: it has room for no more.
    private func name(
        _ title: String, _ x: Double, _ y: Double, width: Double, _ svg: inout SVG
    ) {
        let size = Self.sizes.lane
        for (row, word) in title.split(separator: " ").prefix(2).enumerated() {
            guard let text = SVG.fitted(String(word), to: width, size: size, .bold) else {
                continue
            }
            let half = SVG.width(of: text, size: size, .bold) / 2
            svg.label(
                text, min(x, Self.width - half), y + Double(row) * 14, "t2 tb", size: size,
                anchor: .middle)
        }
    }

    private func window(_ window: Window, _ left: Double, _ scale: Scale, _ svg: inout SVG) {
        let (start, end) = (scale.position(of: window.from), scale.position(of: window.to))
        let (x, width) = (SVG.number(left - 4), SVG.number(Self.width - left + 4))
        svg.add(
            "rect x=\"\(x)\" y=\"\(SVG.number(start))\" width=\"\(width)\" height=\""
                + "\(SVG.number(max(end - start, 1)))\" fill=\"url(#hatch-p)\"")
        svg.add(
            "path class=\"kl\" stroke=\"#b3200f\" stroke-width=\"1.5\" d=\"M\(x) "
                + "\(SVG.number(start))h\(width)M\(x) \(SVG.number(end))h\(width)\"")
    }

    private func span(_ span: Span, _ left: Double, _ scale: Scale, _ svg: inout SVG) {
        let start = scale.position(of: span.from) + 1
        let height = max(scale.position(of: span.to) - start - 1, 1)
        let width = Self.spanEnd - left
        let isOpen = span.counts[.leaked] ?? 0 > 0
        svg.add(
            "rect \(isOpen ? openStyle : style(of: span)) x=\"\(SVG.number(left))\""
                + " y=\"\(SVG.number(start))\" width=\"\(SVG.number(width))\""
                + " height=\"\(SVG.number(height))\" rx=\"4\"")
        var y = start + 2
        for (text, style, face) in texts(of: span) {
            y += 17
            guard y < start + height - 2 else { return }
            if let text = SVG.fitted(text, to: width - 12, size: Self.sizes.span, face) {
                svg.label(text, left + 8, y, style, size: Self.sizes.span)
            }
        }
    }

    /// What a stretch says, line by line.
    private func texts(of span: Span) -> [(text: String, style: String, face: SVG.Face)] {
        var texts: [(String, String, SVG.Face)] = [(span.title, "tb", .bold)]
        if let note = span.note { texts.append((note, "t2 tm", .mono)) }
        for window in windows where window.from >= span.from && window.from < span.to {
            if window.to > window.from {
                texts.append(("open " + Phrase.seconds(window.to - window.from), "leak tb", .bold))
            }
            let least = window.isLeast ? "≥ " : ""
            texts.append((least + Phrase.count(window.leaks, "packet"), "leak", .plain))
            if let frames = window.frames { texts.append((frames, "leak tm", .mono)) }
        }
        return texts
    }

    private var openStyle: String {
        "class=\"fpaper kl\" fill=\"#fff\" stroke=\"#b3200f\" stroke-width=\"1.6\""
            + " stroke-dasharray=\"5 4\""
    }
}
