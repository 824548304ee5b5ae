internal import Audit
internal import Wire

extension TimelineDrawing {
    private static let left = 128.0
    private static let right = 792.0
    private static let laneHeight = 44.0
    private static let firstLane = 126.0
    private static let width = 800.0
    /// Size of a label that says nothing else.
    private static let size = 12.5

    /// Time runs from left to right.
    var wide: String {
        let scale = Scale(from: from, to: to, start: Self.left, end: Self.right)
        let axis = Self.firstLane + Double(max(lanes.count, 1)) * Self.laneHeight - 10
        var svg = SVG()
        svg.addMarkup(SVG.hatch("hatch-w"))
        for window in windows { self.window(window, scale, axis, &svg) }
        for label in WindowLabels(windows, on: scale, width: Self.width).labels {
            self.label(label, &svg)
        }
        for span in spans { self.span(span, scale, &svg) }
        svg.label("Tunnel", 0, 65, "tb")
        if let interface { leftLabel(interface, 81, "t2 tm", size: 11, .mono, &svg) }
        for (index, lane) in lanes.enumerated() {
            self.lane(lane, Self.firstLane + Double(index) * Self.laneHeight, scale, &svg)
        }
        self.axis(axis, scale, &svg)
        return svg.picture(
            id: "tlw", style: "wide", width: Self.width, height: axis + 40, size: Self.size,
            title: "Timeline, seconds \(SVG.number(from)) to \(SVG.number(to))",
            description: description)
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
    }

    private func label(_ label: WindowLabels.Label, _ svg: inout SVG) {
        if let title = label.title {
            svg.label(
                title, label.middle, 13, "leak tb", size: WindowLabels.sizes.title, anchor: .middle)
        }
        svg.label(
            label.note, label.middle, 28, "leak", size: WindowLabels.sizes.note, anchor: .middle)
    }

    /// What stands before the lanes, as much as has room.
    private func leftLabel(
        _ text: String, _ y: Double, _ style: String, size: Double, _ face: SVG.Face,
        _ svg: inout SVG
    ) {
        let fitted = SVG.fitted(text, to: Self.left - 6, size: size, face)
        svg.label(fitted ?? "", 0, y, style, size: size == Self.size ? nil : size)
    }

    private func span(_ span: Span, _ scale: Scale, _ svg: inout SVG) {
        let start = scale.position(of: span.from) + 1
        let width = max(scale.position(of: span.to) - start - 1, 1)
        let box =
            "x=\"\(SVG.number(start))\" y=\"46\" width=\"\(SVG.number(width))\" height=\"44\" rx=\"4\""
        svg.add("rect \(style(of: span)) " + box)
        let middle = start + width / 2
        if let title = SVG.fitted(span.title, to: width - 4, size: Self.size, .bold) {
            svg.label(title, middle, 65, "tb", anchor: .middle)
        }
        if let note = span.note.flatMap({ SVG.fitted($0, to: width - 4, size: 11, .mono) }) {
            svg.label(note, middle, 81, "t2 tm", size: 11, anchor: .middle)
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
        leftLabel(lane.title.forPeople, y - 2, "tb", size: Self.size, .bold, &svg)
        if let subtitle = lane.subtitle?.forPeople {
            leftLabel(subtitle, y + 13, "t2", size: 11.5, .plain, &svg)
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
        svg.ticks(on: scale, y, width: Self.width)
        if let event, event.at >= from, event.at <= to {
            let x = scale.position(of: event.at)
            svg.add(
                "path class=\"kn\" stroke=\"#6f828b\" stroke-width=\"1.5\" d=\"M\(SVG.number(x)) "
                    + "92V\(SVG.number(y))\" stroke-dasharray=\"3 4\"")
            let text = SVG.cut(event.text, 40)
            let half = SVG.width(of: text, size: 11.5, .bold) / 2
            svg.label(
                text, min(max(x, half), Self.width - half), y + 35, "tb", size: 11.5,
                anchor: .middle)
        }
    }
}

extension SVG {
    /// The seconds of an axis that runs from left to right, as far as they have room.
    mutating func ticks(on scale: TimelineDrawing.Scale, _ y: Double, width: Double) {
        let ticks = scale.ticks
        var free = 0.0
        for (index, tick) in ticks.enumerated() {
            let x = scale.position(of: tick)
            add("path class=\"kn\" stroke=\"#6f828b\" d=\"M\(Self.number(x)) \(Self.number(y))v5\"")
            let text = Self.number(tick) + (index == ticks.count - 1 ? " s" : "")
            let half = Self.width(of: text, size: 11.5) / 2
            let middle = min(max(x, half), width - half)
            guard middle - half >= free else { continue }
            free = middle + half + 4
            label(text, middle, y + 19, "t2", size: 11.5, anchor: .middle)
        }
    }
}
