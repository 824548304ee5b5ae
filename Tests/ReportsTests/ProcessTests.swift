internal import Audit
internal import Foundation
internal import Reports
internal import Testing
internal import Wire

/// Who sent the packets of a finding, as a report says it.
@Suite struct ProcessTests {
    private static let curl = Report.Process(
        name: "curl".outside, pid: 812, packetCount: 1_200, attribution: .socket)
    private static let probes = Report.Process(
        name: "watertight".outside, pid: 99, packetCount: 2, attribution: .socket, role: .probe,
        probes: [3, 17])
    private static let stub = Report.Process(
        name: "dnsmasq".outside, pid: 7, packetCount: 20, attribution: .socket, role: .resolver)
    private static let asker = Report.Process(
        name: "firefox".outside, pid: 5, packetCount: 0, attribution: .guess, role: .client)
    private static let unknown = Report.Process(
        name: nil, pid: nil, packetCount: 1, attribution: .unknown)

    private static func report(_ processes: [Report.Process]?) -> Report {
        let finding = Report.Finding(
            id: "F1", checkID: "leak.ipv4-direct", severity: .critical, confidence: .certain,
            title: "Packets left outside", what: "They took the normal route.", seenBy: ["lan"],
            stage: .connected,
            packets: Report.Packets(
                count: 1, byteCount: 60, firstSeenAt: "2026-11-22T14:39:41.485000Z",
                lastSeenAt: "2026-11-22T14:39:41.485000Z", file: Samples.file, firstFrame: 7,
                lastFrame: 7, exemplars: [7], destinationCount: 0, destinations: [],
                processes: processes),
            fix: Report.Fix(summary: "Block it.", commands: []),
            fingerprint: "sha256:" + String(repeating: "0", count: 64),
            evidence: [
                Report.Evidence(
                    file: Samples.file, frame: 7, timeOffset: 0.5, interface: "eth0".outside,
                    source: nil, destination: nil, note: nil)
            ])
        return Samples.report(
            checks: [
                Samples.check(
                    "leak.ipv4-direct", "Other traffic", .critical, "1 packet",
                    .fail(findings: ["F1"], .certain))
            ], findings: [finding])
    }

    /// What stands behind `Program`, on one line.
    private static func program(_ processes: [Report.Process]?) -> String? {
        let lines = TextReport(report(processes), style: TextStyle(width: 400)).text
            .split(separator: "\n")
        return lines.first { $0.hasPrefix("    Program  ") }.map { String($0.dropFirst(13)) }
    }

    private static func json(_ processes: [Report.Process]?) throws -> [[String: Any]]? {
        let text = try JSONReport.text(of: report(processes))
        let parsed = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        let findings = try #require(parsed?["findings"] as? [[String: Any]])
        return findings[0]["processes"] as? [[String: Any]]
    }

    @Test func whereNobodyWatchedNothingIsSaid() throws {
        #expect(Self.program(nil) == nil)
        #expect(try Self.json(nil) == nil)
    }

    @Test func eachIsToldWithHowItIsKnown() {
        let all: [Report.Process] = [
            Self.curl,
            Report.Process(name: "wget".outside, pid: 813, packetCount: 7, attribution: .guess),
            Report.Process(
                name: nil, pid: nil, packetCount: 3, attribution: .controlGroup,
                controlGroup: "/system.slice/vpn.service".outside),
            Report.Process(
                name: nil, pid: nil, packetCount: 2, attribution: .unknown, role: .forwarded,
                forwardedFrom: "172.30.0.2"), Self.unknown,
        ]
        #expect(
            Self.program(all)
                == "curl (pid 812, by its socket), 1 200 packets; wget (pid 813, a guess), 7 packets; "
                + "a process of /system.slice/vpn.service (by its control group), 3 packets; "
                + "forwarded from 172.30.0.2, 2 packets; unknown, 1 packet")
        #expect(Self.program(all + [Self.unknown])?.hasSuffix("1 packet; others") == true)
    }

    @Test func ourProbesAreToldByTheirNumbers() {
        #expect(Self.program([Self.probes]) == "watertight, probes 3 and 17, 2 packets")
        let one = Report.Process(
            name: "watertight".outside, pid: nil, packetCount: 1, attribution: .socket,
            role: .probe, probes: [3])
        #expect(Self.program([one]) == "watertight, probe 3, 1 packet")
    }

    @Test func aResolverIsToldWithWhomItMayHaveAskedFor() {
        #expect(
            Self.program([Self.stub, Self.unknown, Self.asker])
                == "asked by the local resolver dnsmasq (pid 7, by its socket) for other programs, "
                + "20 packets; unknown, 1 packet; perhaps for firefox (pid 5, a guess)")
    }

    @Test func tenAreKeptAndTheRestIsLeftOut() throws {
        let many: [Report.Process] = (1...12).map { (number: Int) in
            Report.Process(
                name: OutsideText("p\(number)"), pid: number, packetCount: 1,
                attribution: .socket)
        }
        #expect(try Self.json(many)?.compactMap { $0["pid"] as? Int } == Array(1...10))
    }

    @Test func whatIsNotKnownIsNullAndWhatDoesNotApplyIsAbsent() throws {
        let rows = try #require(try Self.json([Self.probes, Self.unknown]))
        #expect(Set(rows[1].keys) == ["attribution", "packet_count", "pid"])
        #expect(rows[1]["pid"] is NSNull && rows[1]["attribution"] as? String == "unknown")
        #expect(rows[0]["role"] as? String == "probe")
        #expect(rows[0]["probe_numbers"] as? [Int] == [3, 17])
        #expect(rows[0]["name"] as? String == "watertight")
    }

    @Test(arguments: HostileTests.strings) func aHostileNameStaysInert(name: String) throws {
        let processes = [
            Report.Process(
                name: name.outside, pid: 812, packetCount: 2, attribution: .socket),
            Report.Process(
                name: nil, pid: nil, packetCount: 1, attribution: .controlGroup,
                controlGroup: name.outside),
            Report.Process(
                name: name.outside, pid: 5, packetCount: 0, attribution: .guess, role: .client),
        ]
        let report = Self.report(processes)
        for text in try [
            TextReport(report).text, TextReport(report, style: TextStyle(ascii: true)).text,
            JSONReport.text(of: report),
        ] {
            #expect(
                text.unicodeScalars.allSatisfy { scalar in
                    scalar == "\n"
                        || ![.control, .format, .lineSeparator, .paragraphSeparator].contains(
                            scalar.properties.generalCategory)
                })
        }
        let raw = try #require(try Self.json(processes)?[0]["name"] as? String)
        #expect(Array(raw.unicodeScalars) == Array(name.unicodeScalars))
    }

    /// A report with processes of every kind, for the schema.
    static var everyKind: Report {
        report([
            curl, probes, stub, asker, unknown,
            Report.Process(
                name: nil, pid: nil, packetCount: 3, attribution: .controlGroup,
                controlGroup: "/a".outside),
            Report.Process(
                name: nil, pid: nil, packetCount: 2, attribution: .unknown, role: .forwarded,
                forwardedFrom: "172.30.0.2"),
        ])
    }
}
