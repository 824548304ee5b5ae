internal import Reports

/// What a run shall leave behind, as `-o` says: read before anything is captured.
struct RunOutputs {
    /// Where its recording shall stand, or those of several runs.
    let recording: RecordingPlace?
    /// The files that the judge writes, and where they go.
    let files: [File]

    /// A file that the judge writes.
    struct File {
        /// What the judge calls it.
        let name: String
        /// Where it goes; `-` is standard output.
        let target: String
        /// The report that it is; nil for frames.
        let report: ReportTarget?

        /// Whether a report of this kind is masked, as far as that was asked.
        func isMasked(as asked: Redaction?) -> Bool {
            report.map { (asked ?? $0.usualRedaction) != .nothing } ?? false
        }
    }

    /// Throws for what cannot be written, such as a recording where something stands already.
    init(_ out: [String], runs: Int) throws(Refusal) {
        let recordings = out.filter(RecordingTarget.isMeant)
        guard recordings.count <= 1 else { throw .usage("a run has but one recording") }
        recording = try recordings.first.map { text throws(Refusal) in
            try RecordingPlace(text, runs: runs)
        }
        files = try out.filter { !RecordingTarget.isMeant($0) }.enumerated().map {
            (index, text) throws(Refusal) in
            let name = "\(RunFolder.said)/\(index)"
            if ExcerptTarget.isMeant(text) {
                let path = try ExcerptTarget(text).path
                return File(name: name + ".pcapng", target: path, report: nil)
            }
            let report = try ReportTarget(text)
            return File(
                name: name + report.format.ending, target: report.path, report: report)
        }
    }
}

/// Where the recordings of one run or of several shall stand.
struct RecordingPlace {
    /// The name that all of them begin with.
    let path: String
    /// One place for each run.
    let paths: [String]

    /// Reads `NAME/`; throws where something stands already.
    init(_ text: String, runs: Int) throws(Refusal) {
        paths = try (1...runs).map { number throws(Refusal) in
            try RecordingTarget(RecordingTarget.name(text, runs == 1 ? nil : number)).path
        }
        var name = text[...]
        while name.last == "/" { name.removeLast() }
        path = String(name)
    }
}
