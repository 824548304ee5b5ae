internal import Audit
internal import Foundation
internal import Reports
internal import Testing
internal import Wire

/// A stored report may be anybody's: what is none is refused, and says where.
@Suite struct UnreadableReportTests {
    @Test(arguments: [
        ("", "byte 0"), ("{", "byte 1"), ("[1,]", "byte 3"), ("{\"a\":1,\"a\":2}", "byte 12"),
        ("{} {}", "byte 3"), ("nul", "byte 3"), ("01", "byte 2"), ("1.", "byte 2"),
        ("1e", "byte 2"),
        ("-", "byte 1"), ("1e999", "byte 5"), ("\"\\ud800\"", "byte 7"), ("\"\\udc00\"", "byte 7"),
        ("\"\\x\"", "byte 3"), ("\"\\u12\"", "byte 5"), ("\"a", "byte 2"), ("\"\u{1}\"", "byte 2"),
        ("{}", "the document"), ("[]", "the document"), ("{\"format\": 1}", "format"),
        ("{\"format\": \"x\"}", "format"),
    ])
    func whatIsNoReportIsRefused(text: String, place: String) {
        expect(Array(text.utf8), isRefusedAt: place)
    }

    @Test func bytesThatAreNotUTF8AreRefused() {
        expect([0x22, 0xff, 0x22], isRefusedAt: "byte 3")
    }

    @Test func nestingIsBounded() {
        expect(Array(repeating: UInt8(ascii: "["), count: 1 << 20), isRefusedAt: "byte 32")
    }

    @Test func sizeIsBounded() {
        let blanks = Array(repeating: UInt8(ascii: " "), count: HTMLReport.mostBytes)
        expect(blanks + [UInt8(ascii: "1")], isRefusedAt: "the file")
    }

    @Test(arguments: [
        ("verdict", "\"maybe\""), ("verdict", "null"), ("checks", "{}"), ("findings", "1"),
        ("format_version", "\"2.0\""), ("format_version", "\"10.0\""), ("lines", "[1]"),
        ("summary", "[]"), ("assurance", "\"x\""), ("capture", "{}"), ("assurance", "1e13"),
        ("tool", "{\"version\": 7}"), ("traffic", "[{\"title\": \"x\"}]"),
        ("timeline", "{\"from_s\": 0}"), ("parties", "[[]]"), ("stages", "[{\"name\": \"x\"}]"),
    ])
    func aFieldOfAnotherKindIsRefused(key: String, value: String) throws {
        let parsed = try JSONSerialization.jsonObject(with: Data(HTMLTests.json("drill-leak")))
        var report = try #require(parsed as? [String: Any])
        report[key] = try JSONSerialization.jsonObject(
            with: Data(value.utf8), options: .fragmentsAllowed)
        let bytes = Array(try JSONSerialization.data(withJSONObject: report))
        do throws(UnreadableReport) {
            _ = try HTMLReport(json: bytes)
            Issue.record("\(key): \(value) was read")
        } catch {
            let place = error.place.raw
            #expect(place.hasPrefix(key) || place == "the document", "\(place)")
        }
    }

    /// Every report with a byte taken out or turned over is either read or refused.
    @Test func damagedReportsNeverStopTheProgram() throws {
        let json = try HTMLTests.json("analyze-leak")
        var read = 0
        for index in stride(from: 0, to: json.count, by: 29) {
            var (cut, turned) = (json, json)
            cut.remove(at: index)
            turned[index] ^= UInt8(1 << (index % 8))
            for bytes in [cut, turned, Array(json.prefix(index))] {
                do throws(UnreadableReport) {
                    _ = try HTMLReport(json: bytes)
                    read += 1
                } catch {
                    #expect(!error.reason.isEmpty)
                }
            }
        }
        #expect(read > 0)
    }

    @Test func extremeNumbersAreDrawn() throws {
        let parsed = try JSONSerialization.jsonObject(with: Data(HTMLTests.json("drill-leak")))
        var report = try #require(parsed as? [String: Any])
        var timeline = try #require(report["timeline"] as? [String: Any])
        for (from, to) in [(-1e12, 1e12), (0, 1e-9), (5, 5), (9, 3), (999_999_999_999, 1e12)] {
            timeline["from_s"] = from
            timeline["to_s"] = to
            report["timeline"] = timeline
            let bytes = Array(try JSONSerialization.data(withJSONObject: report))
            #expect(try HTMLReport(json: bytes).text().hasSuffix("</html>\n"))
        }
    }

    private func expect(_ bytes: [UInt8], isRefusedAt place: String) {
        do throws(UnreadableReport) {
            _ = try HTMLReport(json: bytes)
            Issue.record("it was read")
        } catch {
            #expect(error.place.raw == place)
            #expect(!error.reason.isEmpty)
        }
    }
}
