internal import Audit
internal import Wire

extension TimelineDrawing {
    private static let left = 128.0
    private static let right = 792.0
    private static let laneHeight = 44.0
    private static let firstLane = 126.0
    /// Width of a letter of the titles, for what fits where.
    private static let letter = 7.0
    /// Width of a letter of the notes.
    private static let noteLetter = 6.7

    /// Time runs from left to right.
    var wide: String {
        let scale = Scale(from: from, to: to, start: Self.left, end: Self.right)
        let axis = Self.firstLane + Double(max(lanes.count, 1)) * Self.laneHeight - 10
        var svg = SVG()
        svg.addMarkup(hatch("hatch-w"))
        for window in windows { self.window(window, scale, axis, &svg) }
        for span in spans { self.span(span, scale, &svg) }
        svg.label("Tunnel", 0, 65, "tb")
        if let interface { svg.label(SVG.cut(interface, 18), 0, 81, "t2 tm", size: 11) }
        for (index, lane) in lanes.enumerated() {
            self.lane(lane, Self.firstLane + Double(index) * Self.laneHeight, scale, &svg)
        }
        self.axis(axis, scale, &svg)
        return svg.picture(
            id: "tlw", style: "wide", width: 800, height: axis + 38, size: 12.5,
            title: "Timeline, seconds \(SVG.number(from)) to \(SVG.number(to))",
            description: description)
    }

    /// The pattern of an open window, under a name of its own in each picture.
    func hatch(_ id: String) -> String {
        "<defs><pattern id=\"\(id)\" width=\"7\" height=\"7\" patternUnits=\"userSpaceOnUse\""
            + " patternTransform=\"rotate(45)\"><rect class=\"fleak\" fill=\"#fbe4df\" width=\"7\""
            + " height=\"7\"/><path class=\"kl\" stroke=\"#b3200f\" stroke-opacity=\".28\""
            + " stroke-width=\"1.6\" d=\"M0 0v7\"/></pattern></defs>"
    }

    private func window(_ window: Window, _ scale: Scale, _ axis: Double, _ svg: inout SVG) {
        let (start, end) = (scale.position(of: window.from), scale.position(of: window.to))
        let (x, width) = (SVG.number(start), SVG.number(max(end - start, 1)))
        svg.add(
            "rect x=\"\(x)\" y=\"34\" width=\"\(width)\" height=\"\(SVG.number(axis - 34))\""
                + " fill=\"url(#hatch-w)\"")
        svg.add(
            "path class=\"kl\" stroke=\"#b3200f\" stroke-width=\"1.5\" fill=\"none\" d=\"M\(x) 34V"
                + "\(SVG.number(axis))M\(SVG.number(end)) 34V\(SVG.number(axis))\"")
        // The labels stay inside the picture where the window is at its edge.
        let middle = min(max((start + end) / 2, Self.left + 90), Self.right - 90)
        if window.to > window.from {
            svg.label(
                "open for " + Phrase.seconds(window.to - window.from), middle, 13, "leak tb",
                size: 13.5, anchor: .middle)
        }
        svg.label(
            Phrase.count(window.leaks, "packet") + " out"
                + (window.frames.map { ", frames " + $0 } ?? ""),
            middle, 27, "leak", size: 11.5, anchor: .middle)
    }

    private func span(_ span: Span, _ scale: Scale, _ svg: inout SVG) {
        let start = scale.position(of: span.from) + 1
        let width = max(scale.position(of: span.to) - start - 1, 1)
        let box =
            "x=\"\(SVG.number(start))\" y=\"46\" width=\"\(SVG.number(width))\" height=\"44\" rx=\"4\""
        svg.add("rect \(style(of: span)) " + box)
        let middle = start + width / 2
        let fits = Int((width - 6) / Self.letter)
        guard fits >= 4 else { return }
        svg.label(SVG.cut(span.title, fits), middle, 65, "tb", anchor: .middle)
        if let note = span.note {
            svg.label(
                SVG.cut(note, Int((width - 2) / Self.noteLetter)), middle, 81, "t2 tm", size: 11,
                anchor: .middle)
        }
    }

    /// A tube while the tunnel is up, dashed where traffic left, grey where it was held.
    func style(of span: Span) -> String {
        if span.counts[.leaked] ?? 0 > 0, span.name != .connected {
            return "class=\"nofill kl\" fill=\"none\" stroke=\"#b3200f\" stroke-width=\"1.6\""
                + " stroke-dasharray=\"5 4\""
        }
        return switch span.name {
        case .connected, .recovered: "class=\"ftube\" fill=\"#bfe0d8\""
        default: "class=\"fskip\" fill=\"#e6ebed\""
        }
    }

    private func lane(
        _ lane: ReportDocument.Lane, _ y: Double, _ scale: Scale, _ svg: inout SVG
    ) {
        svg.add(
            "path class=\"kx\" stroke=\"#cfd9dd\" d=\"M\(SVG.number(Self.left)) "
                + "\(SVG.number(y))H\(SVG.number(Self.right))\"")
        svg.label(SVG.cut(lane.title.forPeople, 18), 0, y - 2, "tb")
        if let subtitle = lane.subtitle {
            svg.label(SVG.cut(subtitle.forPeople, 21), 0, y + 13, "t2", size: 11.5)
        }
        for (x, state) in positions(of: lane, on: scale) {
            svg.add(
                "use href=\"#m-\(state.rawValue)\" x=\"\(SVG.number(x))\" y=\"\(SVG.number(y))\"")
        }
    }

    private func axis(_ y: Double, _ scale: Scale, _ svg: inout SVG) {
        svg.add(
            "path class=\"kn\" stroke=\"#6f828b\" d=\"M\(SVG.number(Self.left)) "
                + "\(SVG.number(y))H\(SVG.number(Self.right))\"")
        let ticks = scale.ticks
        for (index, tick) in ticks.enumerated() {
            let x = scale.position(of: tick)
            let isLast = index == ticks.count - 1
            svg.add(
                "path class=\"kn\" stroke=\"#6f828b\" d=\"M\(SVG.number(x)) \(SVG.number(y))v5\"")
            svg.label(
                SVG.number(tick) + (isLast ? " s" : ""), x, y + 19, "t2", size: 11.5,
                anchor: isLast && x > Self.right - 12 ? .end : .middle)
        }
        if let event, event.at >= from, event.at <= to {
            let x = scale.position(of: event.at)
            svg.add(
                "path class=\"kn\" stroke=\"#6f828b\" stroke-width=\"1.5\" d=\"M\(SVG.number(x)) "
                    + "92V\(SVG.number(y))\" stroke-dasharray=\"3 4\"")
            svg.label(
                SVG.cut(event.text, 40), min(max(x, Self.left + 40), Self.right - 60), y + 35, "tb",
                size: 11.5, anchor: .middle)
        }
    }
}
