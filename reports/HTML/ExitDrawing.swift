/// One bar a day: how many lists named the exit; a cross where it was not measured.
struct ExitDrawing {
    /// Most days that are drawn: the history that is kept.
    private static let mostDays = 30

    let svg: String

    init(_ history: [ReportDocument.Day]) {
        let days = Array(history.suffix(Self.mostDays))
        let step = 344 / Double(max(days.count, 1))
        let most = Double(days.compactMap(\.hits).max() ?? 0)
        var svg = SVG()
        for (index, day) in days.enumerated() {
            let x = 2 + Double(index) * step
            let width = max(step - 2.5, 1)
            if day.isNewAddress {
                svg.add(
                    "path class=\"kn\" stroke=\"#6f828b\" stroke-dasharray=\"3 3\" d=\"M"
                        + "\(SVG.number(x - 1)) 14V72\"")
                svg.label("new IP", max(x - 1, 18), 10, "t2", size: 11, anchor: .middle)
            }
            guard let hits = day.hits else {
                svg.add(
                    "path class=\"kn\" stroke=\"#6f828b\" stroke-width=\"1.5\" d=\"M"
                        + "\(SVG.number(x)) 66l\(SVG.number(width))-9M\(SVG.number(x)) 57l\(SVG.number(width)) 9\""
                )
                continue
            }
            let height = hits == 0 ? 6 : 12 + 30 * Double(hits) / max(most, 1)
            let style =
                hits == 0 ? "class=\"seal\" fill=\"#0a6a5b\"" : "class=\"warnf\" fill=\"#7a5200\""
            svg.add(
                "rect \(style) x=\"\(SVG.number(x))\" y=\"\(SVG.number(66 - height))\" width=\""
                    + "\(SVG.number(width))\" height=\"\(SVG.number(height))\" rx=\"1\"")
        }
        svg.add("path class=\"kx\" stroke=\"#cfd9dd\" d=\"M0 70H344\"")
        svg.label("\(days.count) days ago", 0, 87, "t2")
        svg.label("today", 344, 87, "t2", anchor: .end)
        svg.label("Bar height: lists naming this exit. ×: not measured.", 0, 107, "t2", size: 12)
        let named = days.count { $0.hits ?? 0 > 0 }
        let unmeasured = days.count { $0.hits == nil }
        self.svg = svg.picture(
            id: "sp", style: "", width: 344, height: 112, size: 12, title: "Exit history",
            description: "Named by lists on \(named) of \(days.count) days; not measured on "
                + "\(unmeasured).")
    }
}
