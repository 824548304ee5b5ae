internal import Audit

extension PathDrawing {
    private static let line = 128.0

    /// From left to right.
    var wide: String {
        var svg = SVG()
        let step = 700 / Double(max(nodes.count - 1, 1))
        func x(_ index: Int) -> Double { 44 + Double(index) * step }
        if let last = nodes.lastIndex(where: \.isHop) {
            svg.add(
                "rect class=\"ftube\" fill=\"#bfe0d8\" x=\"44\" y=\"113\" width=\""
                    + "\(SVG.number(x(last) - 44))\" height=\"30\" rx=\"15\"")
            svg.label(
                "encrypted tunnel", (x(2) + x(last)) / 2 + (last > 3 ? 0 : 4), 102, "seal",
                size: 12,
                anchor: .middle)
        }
        svg.add("path class=\"ks\" stroke=\"#0a6a5b\" stroke-width=\"2.5\" d=\"M44 128H744\"")
        if hasLeak { leak(x, &svg) }
        for (index, node) in nodes.enumerated() {
            let x = x(index)
            place(node, index + 1, x, Self.line, &svg)
            svg.label(node.title, x, 170, "tb", anchor: .middle)
            if let detail = node.detail {
                svg.label(
                    SVG.cut(detail, Int(step / 6.6)), x, 187, node.isHop ? "t2 tm" : "t2",
                    size: 11.5, anchor: .middle)
            }
            for (row, text) in node.sees.enumerated() {
                svg.label(text, x, 209 + Double(row) * 16, "t2", size: 12, anchor: .middle)
            }
        }
        return svg.picture(
            id: "pw", style: "wide", width: 800,
            height: nodes.contains { !$0.sees.isEmpty } ? 232 : 196, size: 13, title: title,
            description: description)
    }

    /// The way beside the tunnel, with a drop at each party that could read it.
    private func leak(_ x: (Int) -> Double, _ svg: inout SVG) {
        let last = lastLeaking
        let goesOn = last == nodes.count - 1
        let end = SVG.number(x(last))
        let turn = SVG.number(x(last) - 12)
        let stop = resolver != nil && !goesOn
        svg.add(
            "path class=\"kl nofill\" fill=\"none\" stroke=\"#b3200f\" stroke-width=\"2.5\""
                + " stroke-dasharray=\"7 5\" d=\"M44 108V52q0-12 12-12H"
                + (stop ? SVG.number(x(last) + 60) : "\(turn)q12 0 12 12V108") + "\"")
        for (index, node) in nodes.enumerated() where node.isLeaking && (index < last || stop) {
            let x = SVG.number(x(index))
            svg.add(
                "path class=\"kl\" stroke=\"#b3200f\" stroke-width=\"1.5\" d=\"M\(x) 40V108\""
                    + " stroke-dasharray=\"2 4\"")
            svg.add("use href=\"#m-leaked\" x=\"\(x)\" y=\"42\"")
        }
        if !stop { svg.add("use href=\"#m-leaked\" x=\"\(end)\" y=\"76\"") }
        if let resolver {
            let left = x(2) + 60
            svg.add(
                "rect class=\"fleak kl\" fill=\"#fbe4df\" stroke=\"#b3200f\" x=\"\(SVG.number(left))\""
                    + " y=\"16\" width=\"150\" height=\"48\" rx=\"5\"")
            svg.label(
                Self.label(of: "isp_resolver"), left + 75, resolver.names == nil ? 45 : 36,
                "leak tb",
                anchor: .middle)
            if let names = resolver.names {
                svg.label(
                    "read " + Phrase.count(names, "name"), left + 75, 53, "leak", size: 12,
                    anchor: .middle)
            }
        }
        let time = exposure.map { $0 > 0 ? ", " + Phrase.seconds($0) : "" } ?? ""
        svg.label("outside the tunnel" + time, 54, 30, "leak tb", size: 12.5)
        if goesOn, let packets = destinationPackets {
            svg.label(
                Phrase.count(packets, "packet") + " show your address", 744, 30, "leak", size: 12.5,
                anchor: .end)
        }
    }

    /// From top to bottom, for a phone.
    var phone: String {
        var svg = SVG()
        func y(_ index: Int) -> Double { 34 + Double(index) * 88 }
        let bottom = y(nodes.count - 1)
        if let last = nodes.lastIndex(where: \.isHop) {
            svg.add(
                "rect class=\"ftube\" fill=\"#bfe0d8\" x=\"73\" y=\"34\" width=\"30\" height=\""
                    + "\(SVG.number(y(last) - 34))\" rx=\"15\"")
        }
        svg.add(
            "path class=\"ks\" stroke=\"#0a6a5b\" stroke-width=\"2.5\" d=\"M88 34V\(SVG.number(bottom))\""
        )
        if hasLeak {
            let end = y(lastLeaking)
            svg.add(
                "path class=\"kl nofill\" fill=\"none\" stroke=\"#b3200f\" stroke-width=\"2.5\""
                    + " stroke-dasharray=\"7 5\" d=\"M68 34H40q-12 0-12 12V\(SVG.number(end - 12))q0 12 12 12h28\""
            )
            for (index, node) in nodes.enumerated() where node.isLeaking {
                let y = SVG.number(y(index))
                if index < lastLeaking {
                    svg.add(
                        "path class=\"kl\" stroke=\"#b3200f\" stroke-width=\"1.5\""
                            + " stroke-dasharray=\"2 4\" d=\"M28 \(y)H68\"")
                }
                svg.add("use href=\"#m-leaked\" x=\"\(index < lastLeaking ? 28 : 46)\" y=\"\(y)\"")
            }
        }
        for (index, node) in nodes.enumerated() {
            let y = y(index)
            place(node, index + 1, 88, y, &svg)
            svg.label(node.title, 120, y - 6, "tb")
            let lines = [
                node.detail.map { SVG.cut($0, 30) },
                node.sees.isEmpty ? nil : node.sees.joined(separator: " "),
            ]
            for (row, line) in lines.compactMap(\.self).enumerated() {
                svg.label(line, 120, y + 12 + Double(row) * 17, "t2", size: 12.5)
            }
            if node.role == "isp", let resolver {
                let read =
                    resolver.names.map { " read " + Phrase.count($0, "name") } ?? " was asked"
                svg.label(
                    "its resolver" + read, 120,
                    y + 12 + Double(lines.compactMap(\.self).count) * 17, "leak tb", size: 12.5)
            }
        }
        return svg.picture(
            id: "pp", style: "narrow", width: 340, height: bottom + 48, size: 14, title: title,
            description: description)
    }

    private func place(_ node: Node, _ number: Int, _ x: Double, _ y: Double, _ svg: inout SVG) {
        if node.isHop {
            svg.add(
                "circle class=\"fpaper ks\" fill=\"#fff\" stroke=\"#0a6a5b\" stroke-width=\"2.5\""
                    + " cx=\"\(SVG.number(x))\" cy=\"\(SVG.number(y))\" r=\"18\"")
        } else {
            svg.add(
                "rect class=\"fpaper kn\" fill=\"#fff\" stroke=\"#6f828b\" stroke-width=\"2\""
                    + " x=\"\(SVG.number(x - 18))\" y=\"\(SVG.number(y - 18))\" width=\"36\" height=\"36\" rx=\"7\""
            )
        }
        svg.label(String(number), x, y + 5, "tb", size: 14, anchor: .middle)
    }
}
