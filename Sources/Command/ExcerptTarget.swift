internal import Audit
internal import Evidence
internal import Reports

/// A pcapng file that the frames of all findings are written to.
struct ExcerptTarget {
    let path: String

    /// Whether a value of `-o` names such a file: `FILE.pcapng` or `FILE=pcapng`.
    static func isMeant(_ text: String) -> Bool {
        text.hasSuffix(".pcapng") || text.hasSuffix("=pcapng")
    }

    /// Reads a value that is meant so.
    init(_ text: String) throws(Refusal) {
        path = text.hasSuffix("=pcapng") ? String(text.dropLast(7)) : text
        guard !path.isEmpty else { throw .usage("--out \"\(text)\" names no file") }
        guard path != "-" else { throw .usage("frames are not written to standard output") }
    }

    /// Writes the frames of what was found, each with a comment.
    func write(
        _ judgements: [Judgement], as report: Report, on recording: Recording,
        of analysis: CaptureAnalysis
    ) throws(Refusal) {
        let excerpt = Excerpt(of: recording, from: analysis, tool: Version.tool.version)
        do throws(EvidenceError) {
            try excerpt.write(
                judgements.marks(as: report, on: recording),
                comments: [
                    "Run \(report.run.id): \(report.verdict.rawValue). The filter "
                        + "frame.comment contains \"LEAK\" shows leaks."
                ], as: path)
        } catch {
            throw .evidence(error)
        }
    }
}
