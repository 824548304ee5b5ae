internal import Audit
internal import Foundation
internal import Reports
internal import Testing

/// Texts that are stored beside the tests; `RECORD=1` writes them anew.
@Suite struct GoldenTests {
    @Test(arguments: [
        ("clean", Samples.clean), ("not-proven", Samples.notProven), ("error", Samples.error),
        ("drill", Samples.drill),
    ])
    func reportIsWrittenAsStored(name: String, report: Report) throws {
        try expect(TextReport(report).text, isStoredIn: "Tests/ReportsTests/Goldens/\(name).txt")
        try expect(
            JSONReport.text(of: report), isStoredIn: "Tests/ReportsTests/Goldens/\(name).json")
    }

    @Test func runsAndRulesAreWrittenAsStored() throws {
        let report = try #require(Samples.drillWithRules)
        try expect(
            TextReport(report).text, isStoredIn: "Tests/ReportsTests/Goldens/drill-rules.txt")
        try expect(
            JSONReport.text(of: report), isStoredIn: "Tests/ReportsTests/Goldens/drill-rules.json")
    }

    @Test func asciiAndColourAreWrittenAsStored() throws {
        try expect(
            TextReport(Samples.leak, style: TextStyle(ascii: true)).text,
            isStoredIn: "Tests/ReportsTests/Goldens/leak-ascii.txt")
        try expect(
            TextReport(Samples.leak, style: TextStyle(colour: true)).text,
            isStoredIn: "Tests/ReportsTests/Goldens/leak-colour.txt")
        try expect(
            TextReport(Samples.drill, style: TextStyle(ascii: true)).text,
            isStoredIn: "Tests/ReportsTests/Goldens/drill-ascii.txt")
        try expect(
            TextReport(Samples.drill, style: TextStyle(colour: true)).text,
            isStoredIn: "Tests/ReportsTests/Goldens/drill-colour.txt")
    }

    @Test func publishedSampleIsWhatTheCodeWrites() throws {
        try expect(TextReport(Samples.leak).text, isStoredIn: "reports/samples/analyze-leak.txt")
        try expect(
            JSONReport.text(of: Samples.leak), isStoredIn: "reports/samples/analyze-leak.json")
    }

    private func expect(_ text: String, isStoredIn path: String) throws {
        let file = repository.appending(path: path)
        if ProcessInfo.processInfo.environment["RECORD"] == "1" {
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        let stored = try String(contentsOf: file, encoding: .utf8)
        #expect(text == stored, "differs from \(path); RECORD=1 writes it anew")
    }
}

/// The root of the repository.
let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
