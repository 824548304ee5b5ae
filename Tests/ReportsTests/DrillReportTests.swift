internal import Audit
internal import Reports
internal import Testing

/// What a report says of a drill, in each of its formats.
@Suite struct DrillReportTests {
    @Test func severalRunsAreToldWithMedianAndRange() throws {
        let runs = [1.84, 1.79, 1.91].map { Samples.drill(openFor: $0) }
        let report = try #require(Repeats(runs)).report
        let repeats = try #require(report.drill?.faults[1].repeats)
        #expect(repeats.runs == 3 && repeats.opened == 3)
        #expect(repeats.open.all == [1.84, 1.79, 1.91])
        #expect(repeats.open.median == 1.84 && repeats.open.least == 1.79)
        #expect(repeats.open.most == 1.91)
        #expect(report.drill?.faults[0].repeats?.opened == 0)
        #expect(report.findings[0].exposures == [1.84, 1.79, 1.91])
        let text = TextReport(report, style: TextStyle(width: 200)).text
        #expect(text.contains("; 3 of 3 repeats (1.84, 1.79, 1.91 s)"), "\(text)")
        #expect(
            text.contains(
                "open in 3 of 3 runs (1.84, 1.79, 1.91 s), median 1.84 s, 1.79 s to 1.91 s"),
            "\(text)")
        let page = try HTMLReport(report).text()
        #expect(page.contains("In 3 of 3 repeats: 1.84, 1.79, 1.91\u{a0}s."))
        #expect(page.contains("open in 3\u{a0}of 3 runs") || page.contains("open in 3 of 3 runs"))
        let json = try JSONReport.text(of: report)
        #expect(json.contains("\"repeats_exposure_s\""))
        #expect(json.contains("\"median_s\": 1.84"))
    }

    @Test func oneRunHasNoRepeats() throws {
        let report = try #require(Repeats([Samples.drill])).report
        #expect(report.drill?.faults.contains { $0.repeats != nil } == false)
        #expect(report.findings[0].exposures.isEmpty)
        #expect(!TextReport(report).text.contains("repeats"))
    }

    @Test func theMiddleOfAnEvenNumberIsTheMeanOfTwo() {
        let spans = Report.Spans([4, 1, 3, 2])
        #expect(spans?.median == 2.5 && spans?.least == 1 && spans?.most == 4)
        #expect(spans?.all == [4, 1, 3, 2])
        #expect(Report.Spans([]) == nil)
    }

    @Test func aGraceIsSaid() throws {
        let report = Samples.drill(openFor: 1.84, grace: 2)
        let text = TextReport(report, style: TextStyle(width: 200)).text
        #expect(
            text.contains("in each kind of traffic, up to 53 ms apart, 2 s of grace"), "\(text)")
        #expect(text.contains("after it; within the grace of 2 s"), "\(text)")
        #expect(try JSONReport.text(of: report).contains("\"grace_s\": 2"))
        #expect(try HTMLReport(report).text().contains("2\u{a0}s after each fault"))
        // It closed too late for this one.
        let later = Samples.drill(openFor: 1.84, grace: 1)
        #expect(!TextReport(later).text.contains("within the grace"))
        #expect(!TextReport(Samples.drill).text.contains("grace"))
    }

    @Test func aFaultThatWasTooShortIsTold() throws {
        let words = "the tunnel carried again after 0.31 s, too early to test"
        let text = TextReport(Samples.drill, style: TextStyle(width: 200)).text
        #expect(text.contains(words), "\(text)")
        let page = try HTMLReport(Samples.drill).text()
        #expect(
            page.replacing("\u{a0}", with: " ").contains(words))
    }

    @Test(arguments: [40, 50, 60, 80, 120], [true, false])
    func theTimeBarFitsTheTerminal(_ width: Int, _ ascii: Bool) {
        let style = TextStyle(ascii: ascii, width: width)
        let text = TextReport(Samples.drill, style: style).text
        let lines = text.split(separator: "\n").filter {
            $0.hasPrefix("  tunnel ") || $0.hasPrefix("  leaked ")
        }
        #expect(lines.count == 2, "\(text)")
        for line in text.split(separator: "\n") {
            #expect(line.unicodeScalars.count <= width, "\(line)")
            let isASCII = line.unicodeScalars.allSatisfy { $0.isASCII }
            #expect(isASCII || !ascii, "\(line)")
        }
    }

    @Test func whatLeftStandsBehindTheFault() throws {
        let text = TextReport(Samples.drill, style: TextStyle(ascii: true)).text
        let lines = text.split(separator: "\n").map(String.init)
        let tunnel = try #require(lines.first { $0.hasPrefix("  tunnel ") })
        let leaked = try #require(lines.first { $0.hasPrefix("  leaked ") })
        let event = try #require(lines.first { $0.hasSuffix("client-sigkill ^") })
        let fault = event.count - 1
        #expect(Array(tunnel)[9..<fault].allSatisfy { $0 == "#" }, "\(text)")
        #expect(Array(leaked)[9..<fault].allSatisfy { $0 == " " }, "\(text)")
        // The first that left is a tenth of a second later.
        #expect(Array(leaked)[fault + 1] == "*", "\(text)")
        #expect(leaked.contains(" 14 packets") && tunnel.contains(" held "), "\(text)")
        #expect(tunnel.hasSuffix("#"), "\(text)")
    }

    @Test func aRunWithoutATimelineHasNoBar() {
        #expect(!TextReport(Samples.leak).text.contains("  tunnel "))
    }
}
