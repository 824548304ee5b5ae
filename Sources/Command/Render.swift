internal import ArgumentParser
internal import Reports
internal import Wire

/// `watertight report`: renders a stored report again, offline.
struct Render: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Render a stored JSON report as a page, offline.",
        discussion: """
            The page is what `-o FILE.html` of the same run writes, byte for byte.

            watertight report monday.json -o monday.html
            """)

    @Argument(help: "A report, as check or analyze wrote it with -o FILE.json.")
    var file: String

    @Option(
        name: [.short, .customLong("out")],
        help: "Write FILE.html; -=html is standard output. Repeatable.")
    var out: [String] = []

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
            report = try HTMLReport(json: bytes)
        } catch {
            throw Refusal.unreadable(
                report: file, because: "At \(error.place.raw) it \(error.reason).")
        }
        let text = try report.text()
        for target in targets { try target.write(text) }
    }
}
