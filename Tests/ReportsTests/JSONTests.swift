internal import Audit
internal import Foundation
internal import Reports
internal import Testing

/// The JSON form of a report.
@Suite struct JSONTests {
    private func report(position: Double) -> Report {
        Samples.report(
            checks: [],
            gaps: [Report.Gap(code: "capture.truncated", text: "cut".outside, from: position)])
    }

    @Test(arguments: [
        (0.1 + 0.2, "0.3"), (-0.0, "0"), (-0.000_000_4, "0"), (0.000_001, "0.000001"), (24.0, "24"),
        (1e9, "1000000000"), (7.481, "7.481"), (-1.5, "-1.5"),
        (1_795_361_402.196_096, "1795361402.196096"),
        (0.999_999_9, "1"),
    ])
    func numbersAreRoundedToMicroseconds(value: Double, text: String) throws {
        #expect(try JSONReport.text(of: report(position: value)).contains("\"from_s\": \(text),"))
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity, 1e300])
    func numbersThatCannotBeWrittenAreRefused(value: Double) {
        #expect(throws: EncodingError.self) { try JSONReport.text(of: report(position: value)) }
    }

    @Test func nullStandsOnlyForWhatIsUnknown() throws {
        let text = try JSONReport.text(of: Samples.error)
        #expect(text.contains("\"assurance\": null"))
        #expect(text.contains("\"dropped_packet_count\": null"))
        #expect(text.components(separatedBy: "null").count == 3)
        let parsed = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        #expect(Set(keys(of: text)[0]) == parsed.map { Set($0.keys) })
    }

    @Test(arguments: [Samples.clean, Samples.leak, Samples.notProven, Samples.error])
    func keysAreSortedInEveryObject(report: Report) throws {
        let objects = keys(of: try JSONReport.text(of: report))
        #expect(objects.count > 5)
        for keys in objects { #expect(keys == keys.sorted() && Set(keys).count == keys.count) }
    }

    /// The keys of each object in a document without escapes, outer objects first.
    private func keys(of text: String) -> [[String]] {
        var objects: [[String]] = []
        var open: [Int] = []
        for token in text.matches(of: #/[{}]|"([^"\\]|\\.)*"(: )?/#).map(\.output.0) {
            switch token {
            case "{":
                open.append(objects.count)
                objects.append([])
            case "}": open.removeLast()
            case _ where token.hasSuffix(": "): objects[open.last ?? 0].append(String(token))
            default: break
            }
        }
        return objects.map { $0.map { String($0.dropFirst().dropLast(3)) } }
    }

    @Test func linesStayShortWhereContainersCanBeBroken() throws {
        for line in try JSONReport.text(of: Samples.leak).split(separator: "\n") {
            let isBroken =
                line.contains("{") && line.contains("}") || line.contains("[") && line.contains("]")
            #expect(!isBroken || line.utf8.count <= 100, "\(line)")
        }
    }

    @Test func aFrameCountedElsewhereSaysSo() throws {
        let text = try JSONReport.text(of: Samples.leak)
        #expect(text.components(separatedBy: "\"also_counted\": true").count == 2)
        #expect(!text.contains("\"also_counted\": false"))
    }

    @Test func surplusDestinationsAndExamplesAreLeftOut() {
        let one = Report.Destination(
            address: "192.0.2.1", port: 1, transport: "udp", packetCount: 1)
        let packets = Report.Packets(
            count: 1, byteCount: 1, firstSeenAt: "", lastSeenAt: "", file: "x".outside,
            firstFrame: 1,
            lastFrame: 1, exemplars: Array(1...50), destinationCount: 500,
            destinations: Array(repeating: one, count: 500))
        #expect(packets.destinations.count == 100)
        #expect(packets.exemplars.count == 10)
        #expect(packets.destinationCount == 500)
    }
}
