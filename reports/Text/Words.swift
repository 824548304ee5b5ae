internal import Audit
internal import Wire

/// The fixed words and shapes of a verdict.
struct Words {
    let word: String
    let glyph: String
    let ascii: String
    let ink: Ink

    init(_ verdict: Report.Verdict, isNotice: Bool = false) {
        switch verdict {
        case .fail where isNotice: self.init("Notice", "!", "note", .notice)
        case .fail: self.init("LEAK", "●", "LEAK", .leak)
        case .error: self.init("Could not run", "?", "err", .unsure)
        case .inconclusive: self.init("Not sure", "?", "????", .unsure)
        case .pass: self.init("Sealed", "✔", "ok", .sealed)
        case .notApplicable: self.init("Not applicable", "–", "n/a", .faint)
        }
    }

    init(_ headline: Headline) {
        switch headline {
        case .fail: self.init("LEAK", "●", "LEAK", .leak)
        case .inconclusive: self.init("NOT PROVEN", "?", "????", .unsure)
        case .pass: self.init("SEALED", "✔", "ok", .sealed)
        case .error: self.init("COULD NOT RUN", "?", "err", .unsure)
        }
    }

    init(_ kind: WatchText.Kind) {
        switch kind {
        case .leak: self.init("LEAK", "●", "LEAK", .leak)
        case .notice: self.init("Notice", "!", "note", .notice)
        case .blind: self.init("BLIND", "?", "BLIND", .unsure)
        case .seeing: self.init("Seeing", "✔", "seeing", .faint)
        }
    }

    private init(_ word: String, _ glyph: String, _ ascii: String, _ ink: Ink) {
        self.word = word
        self.glyph = glyph
        self.ascii = ascii
        self.ink = ink
    }
}

/// Phrases with numbers, in which lines are not broken between a number and its unit.
enum Phrase {
    /// `18 402`, in groups of three.
    static func number(_ value: Int) -> String {
        var grouped = ""
        for (index, digit) in String(value.magnitude).reversed().enumerated() {
            if index > 0, index % 3 == 0 {
                grouped.unicodeScalars.insert(Cells.noBreak, at: grouped.startIndex)
            }
            grouped.insert(digit, at: grouped.startIndex)
        }
        return (value < 0 ? "-" : "") + grouped
    }

    /// `1 packet`, `2 packets`.
    static func count(_ value: Int, _ one: String, _ many: String? = nil) -> String {
        number(value) + noBreak + (value == 1 ? one : many ?? one + "s")
    }

    /// `24 s`, `1.84 s`: two decimals below 10 s, and never zero for more than zero.
    static func seconds(_ value: Double) -> String {
        guard value.isFinite, value.magnitude < 1e12 else { return "?" + noBreak + "s" }
        if value > 0, value < 0.01 { return "<" + noBreak + "0.01" + noBreak + "s" }
        if value.magnitude >= 10 { return number(Int(value.rounded())) + noBreak + "s" }
        let hundredths = Int((value * 100).rounded())
        let sign = hundredths < 0 ? "-" : ""
        let (whole, rest) = (hundredths.magnitude / 100, hundredths.magnitude % 100)
        let fraction = rest == 0 ? "" : "." + (rest < 10 ? "0" : "") + String(rest)
        return sign + String(whole) + fraction + noBreak + "s"
    }

    /// `WireGuard`: what people call a driver; nil for one that is not known here.
    static func driver(_ name: String) -> String? {
        ["wireguard": "WireGuard", "openvpn": "OpenVPN", "tor": "Tor"][name]
    }

    /// `frame 7`, `frames 7 to 9`.
    static func frames(_ first: Int, _ last: Int) -> String {
        first == last
            ? "frame" + noBreak + String(first) : "frames" + noBreak + "\(first) to \(last)"
    }

    /// `2026-11-22T14:39:41.485000Z to 14:39:42.695000Z`, or one time alone.
    static func times(_ first: String, _ last: String) -> String {
        let day = 11  // "2026-11-22T"
        if first == last { return first }
        return first + " to" + noBreak
            + (first.prefix(day) == last.prefix(day) ? String(last.dropFirst(day)) : last)
    }

    /// `A`, `A and B`, `A, B, C and 2 more`.
    static func list(_ items: [String], most: Int = 3) -> String {
        guard items.count > 1 else { return items.first ?? "" }
        let shown = items.prefix(items.count == most + 1 ? most + 1 : most)
        return items.count > shown.count
            ? shown.joined(separator: ", ") + " and \(items.count - shown.count) more"
            : shown.dropLast().joined(separator: ", ") + " and " + (shown.last ?? "")
    }

    /// A text from outside that a line is never broken in, unless it is wider.
    static func whole(_ text: OutsideText) -> String {
        text.forTerminal.split(separator: " ", omittingEmptySubsequences: false)
            .joined(separator: noBreak)
    }

    private static let noBreak = String(Cells.noBreak)
}
