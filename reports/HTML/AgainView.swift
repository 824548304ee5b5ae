internal import Audit
internal import Wire

/// How to do it again: the command, the files, what was masked, and the policy.
struct AgainView {
    let masking: String
    let againCommand: String?
    let hasFiles: Bool
    let files: [FileRow]
    let policy: [FindingView.Row]

    /// A file of the run.
    struct FileRow {
        let fileName: String
        let digest: String
    }

    init(_ document: ReportDocument) {
        masking = MaskingText.sentences(
            document.run.masking.redaction, document.run.masking.counts)
        var words = document.run.arguments
        if let seed = document.run.seed, !words.contains(where: { $0.raw == "--seed" }) {
            words += [OutsideText("--seed"), seed]
        }
        againCommand = document.run.arguments.isEmpty ? nil : HTMLPhrase.command(words)
        files =
            document.capture.file.map { file in
                [
                    FileRow(
                        fileName: file.forPeople,
                        digest: document.capture.sha256?.forPeople ?? "not known")
                ]
            } ?? []
        hasFiles = !files.isEmpty
        policy = Self.rows(of: document.policy)
    }

    private static func rows(of policy: ReportDocument.Policy) -> [FindingView.Row] {
        var rows = [
            FindingView.Row(
                term: "Fails on",
                answer: (policy.failOn?.forPeople ?? "leak")
                    + (policy.strict ? ", and on anything not decided" : "")),
            FindingView.Row(
                term: "Local network", answer: policy.allowLAN ? "allowed" : "not allowed"),
        ]
        if policy.grace > 0 {
            rows.append(
                FindingView.Row(
                    term: "Grace", answer: Phrase.seconds(policy.grace) + " after each fault"))
        }
        rows += policy.allowed.map { entry in
            FindingView.Row(
                term: "Allowed",
                answer: entry.name.forPeople + ": " + HTMLPhrase.sentence(entry.reason))
        }
        rows += policy.accepted.map { entry in
            FindingView.Row(
                term: "Accepted",
                answer: entry.check.forPeople + ": " + HTMLPhrase.sentence(entry.reason))
        }
        return rows
    }
}
