internal import Audit
internal import Reports

/// A file that a report is written to, in the format that its name says.
struct ReportTarget {
    let path: String
    /// What it is written as.
    let format: Format

    /// The formats of a file; each is the ending of its name.
    enum Format: String, CaseIterable {
        case text, json, html

        /// What the name of such a file ends in.
        var ending: String { self == .text ? ".txt" : "." + rawValue }
    }

    /// Reads `FILE.html`, `FILE.json`, `FILE.txt` or `FILE=FORMAT`; `-` is standard output.
    init(_ text: String) throws(Refusal) {
        if let mark = text.lastIndex(of: "="),
            let format = Format(rawValue: String(text[text.index(after: mark)...]))
        {
            path = String(text[..<mark])
            self.format = format
        } else if let format = Format.allCases.first(where: { text.hasSuffix($0.ending) }) {
            path = text
            self.format = format
        } else {
            throw .usage(
                "the name of \"\(text)\" says no format; it ends in .html, .json, .txt, .pcapng or /"
            )
        }
        guard !path.isEmpty else { throw .usage("--out \"\(text)\" names no file") }
    }

    /// Writes a report, masked as is asked; where nothing is, pages are for sharing and the rest is not.
    func write(_ report: Report, as asked: Redaction?) throws {
        let redaction = asked ?? usualRedaction
        let isMasked = redaction != .nothing && report.run.identifiers != nil
        switch format {
        case .text:
            try write(TextReport(report, as: redaction).text, isMasked: isMasked)
        case .json: try write(JSONReport.text(of: report, as: redaction), isMasked: isMasked)
        case .html: try write(HTMLReport(report, as: redaction).text(), isMasked: isMasked)
        }
    }

    /// Writes what is in the format already.
    func write(_ text: String, isMasked: Bool) throws {
        if path == "-" {
            Output.say(text)
        } else {
            try Output.save(text, as: path, isShared: isMasked)
        }
    }

    /// How it is masked where nobody says.
    var usualRedaction: Redaction { format == .html ? .share : .nothing }
}
