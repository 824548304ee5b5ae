internal import Audit
internal import Reports
internal import Testing
internal import Wire

/// A report tells how many nodes a tunnel passes where it knows them, and claims none otherwise.
@Suite struct HopTests {
    private static func report(_ hops: [Report.Hop]) -> Report {
        Report(
            tool: Samples.tool, run: Samples.run, required: [],
            tunnel: Report.Tunnel(driver: "wireguard", interface: OutsideText("wg0"), hops: hops),
            capture: Report.Capture(
                file: Samples.file, sha256: nil, linkType: 1, received: 1, dropped: 0,
                interfaces: []),
            coverage: Report.Coverage(gaps: []), controls: [], stages: [], checks: [], findings: [],
            leaked: nil, traffic: [], limits: [], performance: nil, policy: Report.Policy())
    }

    private static let entry = Report.Hop(role: "entry", address: "203.0.113.10", port: 51_820)
    private static let otherEntry = Report.Hop(role: "entry", address: "203.0.113.11", port: 51_820)
    private static let exit = Report.Hop(role: "exit", address: "198.51.100.7", port: 51_820)

    @Test func nodesBehindTheEntryAreCounted() throws {
        let report = Self.report([Self.entry, Self.otherEntry, Self.exit])
        #expect(
            TextReport(report, style: TextStyle(width: 120)).text.contains(
                "Tunnel wg0 (WireGuard, 2 hops) to 203.0.113.10:51820"))
        #expect(try HTMLReport(report).text().contains("<bdi>WireGuard, 2 hops, wg0</bdi>"))
    }

    /// Two servers that a client may use are one hop; so is a node of which no more is known.
    @Test(arguments: [[entry], [entry, otherEntry], []]) func nothingElseIsAHop(
        _ hops: [Report.Hop]
    ) throws {
        let report = Self.report(hops)
        #expect(!TextReport(report).text.contains("hop"))
        let page = try HTMLReport(report).text()
        #expect(page.contains("<bdi>WireGuard, wg0</bdi>"))
    }
}
