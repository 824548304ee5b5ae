internal import ArgumentParser
internal import Reports
internal import Wire

/// `watertight report`: renders a stored report again, offline.
struct Render: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Render a stored JSON report as a page, offline.",
        discussion: """
            The page is what `-o FILE.html` of the same run writes, byte for byte. Your own \
            addresses, MACs and names are masked in it, unless --redact says otherwise.

            watertight report monday.json -o monday.html
            """)

    @Argument(help: "A report, as check or analyze wrote it with -o FILE.json.")
    var file: String

    @Option(
        name: [.short, .customLong("out")],
        help: "Write FILE.html; -=html is standard output. Repeatable.")
    var out: [String] = []

    @Option(
        name: .long,
        help: "What is masked: none, share, or strict, which masks the tunnel's ends as well.",
        transform: Redaction.asked)
    var redact: Redaction?

    func run() throws {
        let targets = try out.map(ReportTarget.init)
        guard !targets.isEmpty, targets.allSatisfy({ $0.format == .html }) else {
            throw Refusal.usage(
                "a stored report is rendered as html", try: "watertight report FILE -o FILE.html")
        }
        guard let bytes = SmallFile.bytes(of: file, most: HTMLReport.mostBytes) else {
            throw Refusal.unreadable(
                report: file,
                because: "It cannot be opened, or has more than \(HTMLReport.mostBytes >> 20) MiB.")
        }
        let report: HTMLReport
        do throws(UnreadableReport) {
            report = try HTMLReport(json: bytes, as: redact ?? .share)
        } catch {
            throw Refusal.unreadable(
                report: file, because: "At \(error.place.raw) it \(error.reason).")
        }
        try demand(report.redaction)
        let text = try report.text()
        let isMasked = report.redaction.map { $0 != .nothing } ?? false
        for target in targets { try target.write(text, isMasked: isMasked) }
    }

    /// Refuses to show what is gone, and says so where nothing could be masked.
    private func demand(_ stored: Redaction?) throws(Refusal) {
        guard let stored else {
            if redact == .nothing { return }
            return Output.tell(
                Trouble(
                    .warning, OutsideText("nothing is masked in the page of \(file)"),
                    because: [
                        OutsideText("The report does not say what is this machine's own.")
                    ],
                    commands: [OutsideText("watertight analyze RECORDING -o FILE.html")],
                    exitCode: nil, code: "report.own_unknown"))
        }
        // Strict masks all that share does.
        guard let redact, redact != stored, !(redact == .share && stored == .strict) else { return }
        throw Refusal.masked(report: file, as: stored)
    }
}
