internal import Audit
internal import Reports

/// A file that a report is written to, in the format that its name says.
struct ReportTarget {
    let path: String
    /// What it is written as.
    let format: Analyze.Format

    /// Reads `FILE.json`, `FILE.txt` or `FILE=FORMAT`; `-` is standard output.
    init(_ text: String) throws(Refusal) {
        if let mark = text.lastIndex(of: "="),
            let format = Analyze.Format(rawValue: String(text[text.index(after: mark)...]))
        {
            path = String(text[..<mark])
            self.format = format
        } else if text.hasSuffix(".json") {
            path = text
            format = .json
        } else if text.hasSuffix(".txt") {
            path = text
            format = .text
        } else {
            throw .usage(
                "the name of \"\(text)\" says no format; it ends in .json, .txt, .pcapng or /")
        }
        guard !path.isEmpty else { throw .usage("--out \"\(text)\" names no file") }
    }

    func write(_ report: Report) throws {
        let text =
            format == .json
            ? try JSONReport.text(of: report) : TextReport(report, style: TextStyle()).text
        if path == "-" { Output.say(text) } else { try Output.save(text, as: path) }
    }
}
