internal import Audit
internal import Foundation
internal import Reports
internal import Testing
internal import Wire

/// Strings from outside stay inert in every format, however they were made.
@Suite struct HostileTests {
    static let strings = HostileStrings.all

    static let styles = [
        TextStyle(), TextStyle(ascii: true), TextStyle(width: 40), TextStyle(quiet: true),
        TextStyle(ascii: true, width: 60),
    ]

    @Test(arguments: strings) func textStaysInertAndNarrow(string: String) {
        let report = Self.report(of: OutsideText(string))
        for style in Self.styles {
            let text = TextReport(report, style: style).text
            #expect(text.unicodeScalars.allSatisfy(Self.isInert))
            #expect(!style.ascii || text.unicodeScalars.allSatisfy(\.isASCII))
            for line in text.split(separator: "\n") { #expect(columns(line) <= style.width) }
        }
    }

    @Test(arguments: strings) func colourAddsOnlyItsOwnSequences(string: String) {
        let report = Self.report(of: OutsideText(string))
        let text = TextReport(report, style: TextStyle(colour: true)).text
        let plain = text.replacing(/\u{1b}\[[0-9;]+m/, with: "")
        #expect(plain == TextReport(report).text)
    }

    @Test(arguments: strings) func jsonKeepsTheStringAndShowsNoControl(string: String) throws {
        let text = try JSONReport.text(of: Self.report(of: OutsideText(string)))
        #expect(text.hasSuffix("}\n"))
        #expect(text.unicodeScalars.allSatisfy(Self.isInert))
        let parsed = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        let capture = try #require(parsed?["capture"] as? [String: Any])
        let file = try #require(capture["file"] as? String)
        #expect(Array(file.unicodeScalars) == Array(string.unicodeScalars))
    }

    @Test(arguments: strings) func troubleStaysInertAndShort(string: String) {
        let outside = OutsideText(string)
        for style in Self.styles {
            let trouble = Trouble(
                .error, outside, because: [outside, outside], commands: [outside, outside],
                exitCode: 4, code: "usage.file")
            let text = ErrorText.text(of: trouble, style: style)
            #expect(text.unicodeScalars.allSatisfy(Self.isInert))
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            #expect(lines.count <= 7 && lines.last == "")
            #expect(lines.dropLast().last?.contains("explain usage.file") == true)
            for line in lines { #expect(columns(line) <= style.width) }
        }
    }

    /// A report in which every string from outside is this one.
    static func report(of text: OutsideText) -> Report {
        let interface = Report.Interface(name: text, role: .underlay)
        return Report(
            tool: Samples.tool,
            run: Report.Run(
                id: "7f3a0c2e", startedAt: "2026-11-22T14:41:00.000000Z", duration: 0,
                command: "analyze", arguments: [text]),
            required: [], tunnel: Report.Tunnel(driver: "unknown", interface: text, hops: []),
            capture: Report.Capture(
                file: text, sha256: nil, linkType: 1, received: 1, dropped: nil,
                interfaces: [interface, interface]),
            coverage: Report.Coverage(gaps: [
                Report.Gap(code: "capture.truncated", text: text, from: 1, to: 2, interface: text)
            ]),
            controls: [], stages: [Report.Stage(name: .connected, from: 0, to: 1, note: text)],
            checks: [
                Report.Check(
                    id: "leak.ipv4-direct", title: "Other traffic", severity: .critical, fact: text,
                    outcome: .inconclusive("control.drops")),
                Report.Check(
                    id: "leak.lan-chatter", title: "Names", severity: .low, fact: text,
                    outcome: .fail(findings: ["F1"], .certain)),
            ],
            findings: [
                Samples.finding("F1", "leak.lan-chatter", .low, note: text),
                Report.Finding(
                    id: "F2", checkID: "leak.lan-chatter", severity: .low, confidence: .certain,
                    title: "Names were told", what: "What", seenBy: ["destination"],
                    stage: .connected,
                    packets: Report.Packets(
                        count: 1, byteCount: 60, firstSeenAt: "2026-11-22T14:39:41.485000Z",
                        lastSeenAt: "2026-11-22T14:39:41.485000Z", file: text, firstFrame: 1,
                        lastFrame: 1, exemplars: [1], destinationCount: 0, destinations: []),
                    fix: Report.Fix(summary: "Fix", commands: []), fingerprint: "x",
                    evidence: [
                        Report.Evidence(
                            file: text, frame: 1, timeOffset: 0, interface: text,
                            source: "192.0.2.1", destination: "192.0.2.2", note: text)
                    ]),
            ],
            leaked: nil,
            traffic: [
                Samples.traffic(
                    "mdns", "mDNS", .expected, .connected,
                    Samples.outside(1, 60, frames: 1...1, "39:12.104000", "39:12.104000"),
                    text.raw)
            ],
            limits: [
                Report.Limit(reasonCode: "control.drops", text: text, command: text),
                Report.Limit(reasonCode: "scope.other", text: text, command: text),
            ],
            performance: nil,
            policy: Report.Policy(
                allow: [
                    Report.Allowed(
                        name: text, destination: "192.0.2.0/24", transport: nil, port: nil,
                        stage: nil, reason: text, until: "2027-03-31")
                ],
                accept: [Report.Accepted(check: "leak.ntp", reason: text, until: "2027-03-31")]),
            error: Report.Failure(code: "run.stopped", message: text))
    }

    /// Whether a scalar can neither steer a terminal nor hide or reorder text.
    static func isInert(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control: scalar == "\n"
        case .format, .lineSeparator, .paragraphSeparator: false
        default: !scalar.properties.isDefaultIgnorableCodePoint
        }
    }
}

/// Columns of a line, counting every wide character of the cases above as two.
func columns(_ line: Substring) -> Int {
    line.unicodeScalars.reduce(0) {
        $0
            + ($1.value >= 0x1100 && $1.value != 0x2026 && !(0x2000..<0x2e80).contains($1.value)
                && $1.value < 0x40000 && $1.value != 0xfffd ? 2 : 1)
    }
}
