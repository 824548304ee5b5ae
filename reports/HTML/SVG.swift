internal import Wire

/// A picture as text; every text in it is escaped here, scalar by scalar.
///
/// Colours stand as attributes for readers without styles, and as classes for the two themes.
struct SVG {
    private(set) var text = ""

    /// Adds an element that has no text: its name and attributes, all of our own making.
    mutating func add(_ element: String) { text += "<\(element)/>" }

    /// Adds markup of our own making as it is.
    mutating func addMarkup(_ markup: String) { text += markup }

    /// Adds a text.
    mutating func label(
        _ label: String, _ x: Double, _ y: Double, _ styles: String = "", size: Double? = nil,
        anchor: Anchor = .start
    ) {
        let styled = styles.isEmpty ? "" : " class=\"\(styles)\""
        let sized = size.map { " font-size=\"\(Self.number($0))\"" } ?? ""
        text +=
            "<text\(styled) x=\"\(Self.number(x))\" y=\"\(Self.number(y))\"\(anchor.attribute)"
            + "\(sized)>\(Self.escaped(label))</text>"
    }

    enum Anchor {
        case start, middle, end

        fileprivate var attribute: String {
            switch self {
            case .start: ""
            case .middle: " text-anchor=\"middle\""
            case .end: " text-anchor=\"end\""
            }
        }
    }

    /// The whole picture; `id` is a word of our own that tells its names from those of other pictures.
    func picture(
        id: String, style: String, width: Double, height: Double, size: Double, title: String,
        description: String
    ) -> String {
        "<svg\(style.isEmpty ? "" : " class=\"\(style)\"") viewBox=\"0 0 \(Self.number(width))"
            + " \(Self.number(height))\" role=\"img\" aria-labelledby=\"\(id)-t \(id)-d\""
            + " font-size=\"\(Self.number(size))\"><title id=\"\(id)-t\">\(Self.escaped(title))"
            + "</title><desc id=\"\(id)-d\">\(Self.escaped(description))</desc>" + text + "</svg>"
    }

    /// A length with at most one decimal.
    static func number(_ value: Double) -> String {
        let tenths = Int((min(value.magnitude, 1e9) * 10).rounded())
        let sign = value < 0 && tenths > 0 ? "-" : ""
        return sign + String(tenths / 10) + (tenths % 10 == 0 ? "" : ".\(tenths % 10)")
    }

    /// Text between tags, and between quotation marks.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// A label that fits: about so many letters, and a mark where more followed.
    static func cut(_ text: String, _ most: Int) -> String {
        guard text.unicodeScalars.count > most, most > 1 else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.prefix(most - 1))) + "…"
    }

    /// Of positions in their order, those that lie so far apart that none hides another; the first
    /// stays where it is.
    static func spread(_ positions: [Double], room: Double) -> [Double] {
        var kept: [Double] = []
        for position in positions where kept.last.map({ position - $0 >= room }) ?? true {
            kept.append(position)
        }
        return kept
    }

    /// The pattern of an open window, under a name of its own in each picture.
    static func hatch(_ id: String) -> String {
        "<defs><pattern id=\"\(id)\" width=\"7\" height=\"7\" patternUnits=\"userSpaceOnUse\""
            + " patternTransform=\"rotate(45)\"><rect class=\"fleak\" fill=\"#fbe4df\" width=\"7\""
            + " height=\"7\"/><path class=\"kl\" stroke=\"#b3200f\" stroke-opacity=\".28\""
            + " stroke-width=\"1.6\" d=\"M0 0v7\"/></pattern></defs>"
    }
}
