internal import Audit
internal import Foundation
internal import Reports
internal import Testing
internal import Wire

/// The page is one file that needs nothing, and tells what the JSON report tells.
@Suite struct HTMLTests {
    /// A drill with a leak, a sealed run, and a leak in a capture.
    static let harmless = ["drill-leak", "drill-rules", "clean", "analyze-leak"]
    /// The reports that pages are stored for: these, and the drill with hostile strings.
    static let samples = harmless + ["hostile"]

    /// The JSON of a sample.
    static func json(_ name: String) throws -> [UInt8] {
        switch name {
        case "drill-leak":
            let file = repository.appending(path: "reports/samples/report.json")
            return Array(try Data(contentsOf: file))
        case "hostile": return try HostilePageTests.drill(saying: HostileStrings.all)
        case "drill-rules":
            return Array(try JSONReport.text(of: #require(Samples.drillWithRules)).utf8)
        case "clean": return Array(try JSONReport.text(of: Samples.clean).utf8)
        default: return Array(try JSONReport.text(of: Samples.leak).utf8)
        }
    }

    @Test(arguments: samples) func pageIsWrittenAsStored(name: String) throws {
        let page = try HTMLReport(json: Self.json(name)).text()
        let file = repository.appending(path: "Tests/ReportsTests/Goldens/\(name).html")
        if ProcessInfo.processInfo.environment["RECORD"] == "1" {
            try page.write(to: file, atomically: true, encoding: .utf8)
        }
        let stored = try String(contentsOf: file, encoding: .utf8)
        #expect(page == stored, "differs from \(name).html; RECORD=1 writes it anew")
    }

    @Test(arguments: [Samples.clean, Samples.leak, Samples.notProven, Samples.error])
    func pageOfARunIsThatOfItsJSON(report: Report) throws {
        let json = try JSONReport.text(of: report)
        let page = try HTMLReport(json: Array(json.utf8)).text()
        #expect(try HTMLReport(report).text() == page)
        #expect(page.hasSuffix("</body></html>\n"))
    }

    @Test(arguments: samples) func onlyTheStyleOfThePageIsAllowed(name: String) throws {
        let page = try HTMLReport(json: Self.json(name)).text()
        let styles = page.matches(of: /<style>([^<]*)<\/style>/)
        #expect(styles.count == 1)
        let style = try #require(styles.first).1
        let digest = try #require(SHA256.digest(of: Array(style.utf8)))
        let policy =
            "default-src 'none'; style-src 'sha256-\(Data(digest).base64EncodedString())'; "
            + "base-uri 'none'; form-action 'none'"
        #expect(page.contains("content=\"\(policy)\""))
        // The policy stands before everything that it governs.
        let place = try #require(page.range(of: "Content-Security-Policy"))
        #expect(page[..<place.lowerBound].utf8.count < 200)
    }

    @Test(arguments: harmless) func pageNeedsNothing(name: String) throws {
        let page = try HTMLReport(json: Self.json(name)).text()
        for word in ["<script", " style=\"", "<link", "<img", "<iframe", "@import", "javascript:"] {
            #expect(!page.contains(word), "\(word)")
        }
        for match in page.matches(of: /(?:href|src|action)="([^"]*)"/) {
            let isLocal = match.1.firstMatch(of: /^#[a-z][a-z0-9-]*$/) != nil
            #expect(isLocal, "\(match.1)")
        }
        for match in page.matches(of: /url\(([^)]*)\)/) {
            #expect(match.1.hasPrefix("#hatch-"), "\(match.1)")
        }
    }

    @Test(arguments: samples) func everyLinkLeadsToAPlaceOnThePage(name: String) throws {
        let page = try HTMLReport(json: Self.json(name)).text()
        let places = page.matches(of: /\sid="([^"]*)"/).map { String($0.1) }
        #expect(Set(places).count == places.count, "an id comes twice")
        for match in page.matches(of: /href="#([^"]*)"/) {
            #expect(places.contains(String(match.1)), "#\(match.1)")
        }
        for match in page.matches(of: /aria-labelledby="([^"]*)"/) {
            for id in match.1.split(separator: " ") { #expect(places.contains(String(id))) }
        }
    }

    @Test(arguments: harmless) func pageTellsEveryFact(name: String) throws {
        let json = try Self.json(name)
        let page = try HTMLReport(json: json).text()
        let parsed = try JSONSerialization.jsonObject(with: Data(json)) as? [String: Any]
        let report = try #require(parsed)
        var facts: [String] = []
        for (list, keys) in [
            ("lines", ["title"]), ("checks", ["id"]), ("findings", ["id", "check_id", "what"]),
            ("controls", ["title"]), ("limits", ["text"]),
        ] {
            for item in try #require(report[list] as? [[String: Any]]) {
                facts += try keys.map { try #require(item[$0] as? String) }
            }
        }
        for fact in facts { #expect(page.contains(escaped(fact)), "\(fact)") }
    }

    @Test func lastSectionsAreNeverEmpty() throws {
        for report in [Samples.clean, Samples.error] {
            let page = try HTMLReport(report).text()
            #expect(page.contains("What this run can’t tell you"))
            #expect(page.contains("A run shows what happened while it lasted."))
            #expect(page.contains("Run it again"))
            #expect(page.contains("Nothing is masked in this file"))
        }
    }

    @Test func partsWithoutFactsAreLeftOut() throws {
        let page = try HTMLReport(Samples.clean).text()
        for id in ["findings", "path", "exit", "diff"] {
            #expect(!page.contains("id=\"\(id)\""), "\(id)")
        }
        let drill = try HTMLReport(json: Self.json("drill-leak")).text()
        for id in ["findings", "path", "exit", "diff", "traffic", "limits", "again"] {
            #expect(drill.contains("id=\"\(id)\""), "\(id)")
        }
    }

    @Test func severalPartsAreInOrder() throws {
        let page = try HTMLReport(json: Self.json("drill-leak")).text()
        let ids = ["h1", "findings", "path", "traffic", "exit", "diff", "limits", "again"]
        let places = try ids.map { try #require(page.range(of: "id=\"\($0)\"")).lowerBound }
        #expect(places == places.sorted())
    }

    @Test func manyLinesAreFoldedAndLeaksAreNot() throws {
        let checks = (0..<40).map { number in
            Samples.check(
                CheckID("leak.kind-\(number)"), "Kind \(number)", .high, "a fact",
                number % 3 == 0
                    ? .fail(findings: ["F1"], .certain)
                    : number % 3 == 1 ? .inconclusive("control.tunnel_class") : .pass(.drops))
        }
        let finding = Samples.finding("F1", "leak.kind-0", .high)
        let page = try HTMLReport(Samples.report(checks: checks, findings: [finding])).text()
        let fold = try #require(page.range(of: "<details class=\"more\">"))
        let shown = page[..<fold.lowerBound].components(separatedBy: "class=\"nm\"").count - 1
        #expect(shown == 14)
        #expect(page.contains("26\u{a0}more lines: 13 not sure and 13 sealed"))
        let few = try HTMLReport(Samples.report(checks: Array(checks.prefix(10)))).text()
        #expect(!few.contains("<details class=\"more\">"))
    }

    @Test func pageStaysSmall() throws {
        let usual = try HTMLReport(json: Self.json("drill-leak")).text()
        #expect(usual.utf8.count <= 100 << 10)
        let many = try HTMLReport(Self.report(leaks: 400)).text()
        #expect(many.utf8.count <= 300 << 10)
    }

    @Test(arguments: [1, 3, 400, 20_000]) func eachLeakLiesUnderADrop(_ leaks: Int) throws {
        let page = try HTMLReport(Self.report(leaks: leaks, among: 1_000)).text()
        let wide = try #require(page.firstMatch(of: /<svg class="wide" [\s\S]*?<\/svg>/)).0
        let drops = wide.matches(of: /#m-leaked" x="([0-9.]+)"/).compactMap { Double($0.1) }
        let leaked = (0..<leaks).map { 4 + 2 * Double($0) / Double(max(leaks - 1, 1)) }
        for place in leaked.map({ 128 + $0 / 10 * (792 - 128) }) {
            #expect(drops.contains { ($0 - place).magnitude < 8.1 }, "\(place)")
        }
        // No drop hides another one.
        #expect(zip(drops, drops.dropFirst()).allSatisfy { $1 - $0 > 7.8 })
    }

    @Test func noLeakIsBinnedAway() throws {
        let page = try HTMLReport(Self.report(leaks: 3, among: 20_000)).text()
        let wide = try #require(page.firstMatch(of: /<svg class="wide" [\s\S]*?<\/svg>/)).0
        let marks = wide.components(separatedBy: "<use ").dropFirst()
        #expect(marks.count < 1_000)
        #expect(marks.count { $0.contains("#m-leaked") } == 3)
        let tail = marks.suffix(3)
        #expect(tail.allSatisfy { $0.contains("#m-leaked") }, "leaks are drawn last")
    }

    @Test func anOpenWindowLastsFromTheFirstLeakToTheLast() throws {
        let page = try HTMLReport(Self.report(leaks: 3, among: 90)).text()
        #expect(page.contains("Traffic left outside from 4.00 to 6.00\u{a0}s."))
        #expect(page.contains(">open for 2\u{a0}s</text>"))
    }

    /// A drill of ten seconds in which packets leak in the middle, among others that went inside.
    private static func report(leaks: Int, among others: Int = 0) -> Report {
        let inside = (0..<others).map { number in
            Report.Mark(at: 10 * Double(number) / Double(others), state: .inside)
        }
        let leaked = (0..<leaks).map { number in
            Report.Mark(at: 4 + 2 * Double(number) / Double(max(leaks - 1, 1)), state: .leaked)
        }
        return Report(
            tool: Samples.tool, run: Samples.run, required: [], tunnel: nil,
            capture: Report.Capture(
                file: Samples.file, sha256: nil, linkType: 1, received: 1, dropped: 0,
                interfaces: []),
            coverage: Report.Coverage(gaps: []), controls: [],
            stages: [Report.Stage(name: .faulted, from: 0, to: 10)],
            checks: [
                Samples.check(
                    "leak.ipv4-direct", "Other traffic", .critical, "packets left",
                    .fail(findings: ["F1"], .certain))
            ], findings: [Samples.finding("F1", "leak.ipv4-direct", .critical)], leaked: nil,
            timeline: Report.Timeline(
                from: 0, to: 10,
                lanes: [Report.Lane(id: "canary", title: "Canary", marks: inside + leaked)],
                event: (OutsideText("node removed"), 3)),
            traffic: [], limits: [], performance: nil, policy: Report.Policy())
    }

    private func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
            .replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
            .replacing("'", with: "&#39;")
    }
}
