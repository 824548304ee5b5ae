internal import Foundation
internal import Testing
internal import Wire

@testable internal import Audit
@testable internal import Reports

/// Whatever a drill finds, its report can be read again and rendered.
@Suite struct BigReportTests {
    /// A fault of a minute in which every canary of 24 kinds leaks, at a hundred a second each.
    private static func fault(_ number: Int, bins: [Report.Bin]) -> Report.Fault {
        let packets = 24 * bins.count
        return Report.Fault(
            id: "fault-\(number)", isEntryBlocked: false, isAfterRecovery: false,
            at: 70 * Double(number), happenedAt: "2026-11-22T14:39:41.440000000Z",
            undoneAt: "2026-11-22T14:39:46.520000000Z", until: 70 * Double(number) + 60,
            proof: OutsideText("wg0 is gone"), isProven: true, outage: nil, isTooShort: false,
            detection: 0.04, recovery: 0.21,
            window: Report.Window(
                after: 0.04, length: 59.9, packetCount: packets, byteCount: 130 * packets,
                destinationCount: 3),
            leaks: (0..<Report.Fault.mostLeaks).map { 0.123_456 + Double($0) / 167 },
            cells: ["new", "established", "preconnect", "dns"].flatMap { kind in
                ["root", "user", "forwarded"].flatMap { sender in
                    [4, 6].map { version in
                        Report.Cell(
                            kind: kind, carrier: "udp", sender: sender, version: version,
                            heldBy: nil, bins: bins)
                    }
                }
            })
    }

    private static func report(
        _ drill: Report.Drill, lanes: [Report.Lane],
        stages: [Report.Stage] = [Report.Stage(name: .faulted, from: 0, to: 60)]
    ) -> Report {
        Report(
            tool: Samples.tool, run: Samples.run, required: [], tunnel: nil,
            capture: Report.Capture(
                file: Samples.file, sha256: nil, linkType: 1, received: 1, dropped: 0,
                interfaces: []),
            coverage: Report.Coverage(gaps: []), controls: [],
            stages: stages, checks: [], findings: [], leaked: nil,
            timeline: Report.Timeline(from: 0, to: 60, lanes: lanes), drill: drill,
            traffic: [], limits: drill.limits, performance: nil, policy: Report.Policy())
    }

    @Test func theLargestDrillIsRendered() throws {
        var bin = Report.Bin(index: 0)
        bin.leaked = 1
        let bins = (0..<6_000).map { index in
            var next = Report.Bin(index: index)
            next.leaked = bin.leaked
            return next
        }
        let drill = Report.Drill(
            rate: 100, rateReached: 100, longestGap: 0.053,
            faults: (0..<16).map { Self.fault($0, bins: bins) },
            rules: nil)
        let marks = (0..<60_000).map {
            Report.Mark(at: Double($0) / 1_000, state: $0 % 2 == 0 ? .leaked : .held)
        }
        let report = Self.report(
            drill, lanes: (0..<5).map { Report.Lane(id: "x", title: "Lane \($0)", marks: marks) })
        let clock = ContinuousClock()
        var json: [UInt8] = []
        let written = try clock.measure { json = Array(try JSONReport.text(of: report).utf8) }
        #expect(json.count < JSONReader.mostBytes / 3, "\(json.count) bytes")
        var page = ""
        let read = try clock.measure { page = try HTMLReport(json: json).text() }
        // No page needs what it does not show.
        #expect(page.utf8.count < 300 << 10, "\(page.utf8.count) bytes")
        #expect(page.contains("killswitch.bins_widened"))
        print("A report of \(json.count) bytes: written in \(written), rendered in \(read).")
        // What left is told to the packet all the same.
        let left = drill.faults.flatMap(\.cells).flatMap(\.bins).reduce(0) { $0 + $1.leaked }
        #expect(left == 16 * 24 * 6_000)
        #expect(drill.faults.flatMap(\.cells).reduce(0) { $0 + $1.bins.count } <= 250_000)
        #expect(page.contains(">144\u{a0}000\u{a0}packets out<"))
    }

    /// What is not listed is counted where it left, and nothing is claimed where that is not known.
    @Test(arguments: [
        (30.06, ["at least 5\u{a0}000\u{a0}packets out", "at least 5\u{a0}000\u{a0}packets out"]),
        (30.2, ["139\u{a0}023\u{a0}packets out", "4\u{a0}977\u{a0}packets out"]),
    ]) func aPictureCountsPackets(_ border: Double, _ notes: [String]) throws {
        let bins = (0..<6_000).map { Report.Bin(index: $0) }
        let drill = Report.Drill(
            rate: 100, rateReached: 100, longestGap: 0.053, faults: [Self.fault(0, bins: bins)],
            rules: nil)
        let marks = stride(from: 0.5, to: 60, by: 0.1).map { Report.Mark(at: $0, state: .leaked) }
        let page = try HTMLReport(
            Self.report(
                drill, lanes: [Report.Lane(id: "x", title: "Lane", marks: marks)],
                stages: [
                    Report.Stage(name: .faulted, from: 0, to: border),
                    Report.Stage(name: .recovered, from: border, to: 60.1),
                ])
        ).text()
        let told = page.matches(of: />([^<]*packets out)</).map { String($0.1) }
        #expect(told == notes)
    }

    @Test func binsOfAUsualDrillStayNarrow() {
        let bins = (0..<3_000).map { Report.Bin(index: 2 * $0) }
        let drill = Report.Drill(
            rate: 20, rateReached: 20, longestGap: 0.053, faults: [Self.fault(0, bins: bins)],
            rules: nil)
        #expect(drill.binWidth == 0.01)
        #expect(drill.faults[0].cells[0].bins.map(\.index) == bins.map(\.index))
        #expect(drill.limits.map(\.reasonCode) == ["killswitch.leaks_cut"])
        #expect(drill.limits.allSatisfy { ReasonCode($0.reasonCode) != nil })
    }

    @Test func widerBinsHoldWhatNarrowOnesHeld() {
        // 24 kinds of 12 000 bins are too many, and half as many are not.
        let bins = (0..<12_000).map { index in
            var bin = Report.Bin(index: index)
            bin.inside = index % 3
            bin.blocked = index % 5
            return bin
        }
        let drill = Report.Drill(
            rate: 100, rateReached: 100, longestGap: 0.053, faults: [Self.fault(0, bins: bins)],
            rules: nil)
        #expect(drill.binWidth == 0.02)
        let wide = drill.faults[0].cells[0].bins
        #expect(wide.map(\.index) == Array(0..<6_000))
        #expect(wide.reduce(0) { $0 + $1.inside } == bins.reduce(0) { $0 + $1.inside })
        #expect(wide[1].blocked == bins[2].blocked + bins[3].blocked)
        #expect(ReasonCode("killswitch.bins_widened") != nil)
    }

    @Test func aPictureHasNoMoreMarksThanItsBound() {
        let marks = (0..<200_000).map {
            Report.Mark(at: Double($0) / 1_000, state: $0 == 137_137 ? .leaked : .held)
        }
        let lane = Report.Lane(id: "x", title: "Lane", marks: marks)
        let timeline = Report.Timeline(from: 0, to: 200, lanes: [lane, lane])
        #expect(timeline.lanes.reduce(0) { $0 + $1.marks.count } <= Report.Timeline.mostMarks)
        #expect(timeline.lanes[1].marks.filter { $0.state == .leaked }.map(\.at) == [137.137])
        #expect(Report.Timeline(from: 0, to: 200, lanes: [lane]).lanes[0].marks.count > 9_000)
    }

    @Test func whatIsTooLargeIsRefusedBeforeItIsRead() {
        let many = Array(("[" + String(repeating: "0,", count: 5 << 20) + "0]").utf8)
        #expect(throws: UnreadableReport.self) { try JSONReader.tree(of: many) }
    }
}
