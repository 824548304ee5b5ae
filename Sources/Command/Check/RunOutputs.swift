/// What a run shall leave behind, as `-o` says: read before anything is captured.
struct RunOutputs {
    /// Where its recording shall stand.
    let recording: String?
    /// The files that the judge writes, and where they go.
    let files: [File]

    /// A file that the judge writes.
    struct File {
        /// What the judge calls it.
        let name: String
        /// Where it goes; `-` is standard output.
        let target: String
    }

    /// Throws for what cannot be written, such as a recording where something stands already.
    init(_ out: [String]) throws(Refusal) {
        let recordings = try out.filter(RecordingTarget.isMeant).map { text throws(Refusal) in
            try RecordingTarget(text).path
        }
        guard recordings.count <= 1 else { throw .usage("a run has but one recording") }
        recording = recordings.first
        var files: [File] = []
        for text in out where !RecordingTarget.isMeant(text) {
            let (target, ending) = try RunOutputs.read(text)
            files.append(File(name: "\(RunFolder.said)/\(files.count).\(ending)", target: target))
        }
        self.files = files
    }

    private static func read(_ text: String) throws(Refusal) -> (target: String, ending: String) {
        if ExcerptTarget.isMeant(text) { return (try ExcerptTarget(text).path, "pcapng") }
        let report = try ReportTarget(text)
        return (report.path, report.format == .text ? "txt" : "json")
    }
}
