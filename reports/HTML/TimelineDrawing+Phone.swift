internal import Audit
internal import Wire

extension TimelineDrawing {
    private static let top = 42.0
    private static let bottom = 720.0
    private static let spanLeft = 38.0
    private static let spanWidth = 114.0

    /// Time runs downward, so that it fits a phone.
    var phone: String {
        let scale = Scale(from: from, to: to, start: Self.top, end: Self.bottom)
        var svg = SVG()
        svg.addMarkup(hatch("hatch-p"))
        for window in windows { self.window(window, scale, &svg) }
        svg.label("Tunnel", Self.spanLeft + 2, 26, "t2 tb", size: 12)
        let columns = columns
        for (lane, x) in zip(lanes, columns) {
            for (row, word) in words(of: lane.title.forPeople).enumerated() {
                svg.label(
                    SVG.cut(word, 8), x, 12 + Double(row) * 14, "t2 tb", size: 9.5, anchor: .middle)
            }
            svg.add(
                "path class=\"kx\" stroke=\"#cfd9dd\" d=\"M\(SVG.number(x)) \(SVG.number(Self.top))"
                    + "V\(SVG.number(Self.bottom))\"")
        }
        for span in spans { self.span(span, scale, &svg) }
        for (lane, x) in zip(lanes, columns) {
            for (y, state) in positions(of: lane, on: scale) {
                let turned = state == .expected ? "across" : state.rawValue
                svg.add("use href=\"#m-\(turned)\" x=\"\(SVG.number(x))\" y=\"\(SVG.number(y))\"")
            }
        }
        for tick in scale.ticks {
            svg.label(
                SVG.number(tick), 28, scale.position(of: tick) + 4, "t2", size: 11.5, anchor: .end)
        }
        return svg.picture(
            id: "tlp", style: "narrow", width: 340, height: 732, size: 13,
            title: "Timeline, time runs downward", description: description)
    }

    /// Where the lanes stand.
    private var columns: [Double] {
        let room = 316.0 - 178
        let step = lanes.count > 1 ? room / Double(lanes.count - 1) : 0
        return lanes.indices.map { 178 + Double($0) * step }
    }

    /// The first two words of a title: a column has room for no more.
    private func words(of title: String) -> [String] {
        title.split(separator: " ").prefix(2).map(String.init)
    }

    private func window(_ window: Window, _ scale: Scale, _ svg: inout SVG) {
        let (start, end) = (scale.position(of: window.from), scale.position(of: window.to))
        let (y, height) = (SVG.number(start), SVG.number(max(end - start, 1)))
        svg.add(
            "rect x=\"34\" y=\"\(y)\" width=\"306\" height=\"\(height)\" fill=\"url(#hatch-p)\"")
        svg.add(
            "path class=\"kl\" stroke=\"#b3200f\" stroke-width=\"1.5\" d=\"M34 \(y)H340M34 "
                + "\(SVG.number(end))H340\"")
    }

    private func span(_ span: Span, _ scale: Scale, _ svg: inout SVG) {
        let start = scale.position(of: span.from) + 1
        let height = max(scale.position(of: span.to) - start - 1, 1)
        let isOpen = span.counts[.leaked] ?? 0 > 0
        svg.add(
            "rect \(isOpen ? openStyle : style(of: span)) x=\"\(SVG.number(Self.spanLeft))\""
                + " y=\"\(SVG.number(start))\" width=\"\(SVG.number(Self.spanWidth))\""
                + " height=\"\(SVG.number(height))\" rx=\"4\"")
        var texts: [(text: String, style: String)] = [(SVG.cut(span.title, 16), "tb")]
        if let note = span.note { texts.append((SVG.cut(note, 16), "t2 tm")) }
        for window in windows where window.from >= span.from && window.from < span.to {
            if window.to > window.from {
                texts.append(("open " + Phrase.seconds(window.to - window.from), "leak tb"))
            }
            texts.append((Phrase.count(window.leaks, "packet") + " out", "leak"))
            if let frames = window.frames { texts.append((SVG.cut(frames, 16), "leak tm")) }
        }
        for (index, line) in texts.enumerated() {
            let y = start + 19 + Double(index) * 17
            guard y < start + height - 2 else { return }
            svg.label(line.text, Self.spanLeft + 9, y, line.style, size: index == 0 ? 12 : 11.5)
        }
    }

    private var openStyle: String {
        "class=\"fpaper kl\" fill=\"#fff\" stroke=\"#b3200f\" stroke-width=\"1.6\""
            + " stroke-dasharray=\"5 4\""
    }
}
