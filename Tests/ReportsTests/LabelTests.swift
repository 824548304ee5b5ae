internal import Audit
internal import Foundation
internal import Testing
internal import Wire

@testable internal import Reports

/// Labels of pictures lie neither over each other nor outside, however the windows lie.
@Suite struct LabelTests {
    /// Chance that is the same each time (Knuth, MMIX).
    private struct Chance {
        var state: UInt64

        mutating func below(_ end: Double) -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 11) / Double(1 << 53) * end
        }
    }

    private static let scale = TimelineDrawing.Scale(from: 0, to: 100, start: 128, end: 792)

    /// Windows that do not overlap, in order, now close together and now far apart.
    private static func windows(_ count: Int, _ chance: inout Chance) -> [TimelineDrawing.Window] {
        let spread = chance.below(100)
        let ends = (0..<2 * count).map { _ in
            min(100, max(0, 50 + (chance.below(2) - 1) * spread))
        }.sorted()
        return (0..<count).map { index in
            TimelineDrawing.Window(
                from: ends[2 * index], to: ends[2 * index + 1],
                leaks: Int(chance.below(1e7)) + 1, frames: count == 1 ? "821–3186123" : nil)
        }
    }

    @Test(arguments: 1...20) func noLabelOfAWindowMeetsAnother(_ count: Int) {
        var chance = Chance(state: UInt64(count))
        for _ in 0..<300 {
            let windows = Self.windows(count, &chance)
            let labels = WindowLabels(windows, on: Self.scale, width: 800).labels
            let boxes = labels.map { label in
                let width = max(
                    SVG.width(of: label.title ?? "", size: WindowLabels.sizes.title, .bold),
                    SVG.width(of: label.note, size: WindowLabels.sizes.note))
                return (label.middle - width / 2)...(label.middle + width / 2)
            }
            let meets = boxes.indices.contains { index in
                boxes.dropFirst(index + 1).contains { $0.overlaps(boxes[index]) }
            }
            #expect(!meets, "\(labels)")
            #expect(boxes.allSatisfy { $0.lowerBound >= -0.01 && $0.upperBound <= 800.01 })
            // Every packet stands in some label.
            let told = labels.reduce(0) { $0 + Self.packets(in: $1.note) }
            #expect(told == windows.reduce(0) { $0 + $1.leaks })
        }
    }

    private static func packets(in note: String) -> Int {
        Int(note.prefix { $0.isNumber || $0 == "\u{a0}" }.filter(\.isNumber)) ?? -1
    }

    @Test func windowsWithoutRoomHaveOneLabel() {
        let close = (0..<3).map { index in
            TimelineDrawing.Window(
                from: 50 + Double(index), to: 50.6 + Double(index), leaks: 7, frames: nil)
        }
        let labels = WindowLabels(close, on: Self.scale, width: 800).labels
        #expect(labels.map(\.title) == ["3 windows, 1.80\u{a0}s in all"])
        #expect(labels.map(\.note) == ["21\u{a0}packets out"])
        let apart = [0.0, 40, 80].map {
            TimelineDrawing.Window(from: $0, to: $0 + 1.84, leaks: 1, frames: nil)
        }
        let titles = WindowLabels(apart, on: Self.scale, width: 800).labels.map(\.title)
        #expect(titles == Array(repeating: "open for 1.84\u{a0}s", count: 3))
    }

    @Test func moreWindowsThanAPictureHasRoomForHaveOneLabel() {
        let many = (0..<2_000).map {
            TimelineDrawing.Window(
                from: Double($0) / 20, to: Double($0) / 20, leaks: 1, frames: nil)
        }
        #expect(WindowLabels(many, on: Self.scale, width: 800).labels.count == 1)
    }

    /// The advance widths of DejaVu Sans, as a browser adds them up.
    @Test func widthsAreThoseOfTheWidestFont() {
        #expect((SVG.width(of: "open for 3.79 s", size: 13.5, .bold) - 114.95).magnitude < 0.1)
        #expect((SVG.width(of: "frames 821–3186", size: 11.5) - 104.6).magnitude < 0.1)
        #expect(SVG.width(of: "", size: 10) == 0)
        #expect(SVG.width(of: "漢", size: 10) > 10)
    }

    @Test(arguments: 1...20) func noTextOfATimelineMeetsAnother(_ count: Int) throws {
        var chance = Chance(state: UInt64(count) * 977)
        for _ in 0..<5 {
            let windows = Self.windows(count, &chance)
            let page = try HTMLReport(Self.report(windows)).text()
            try Self.demandRoom(in: page, style: "wide", of: (800, 800))
            try Self.demandRoom(in: page, style: "narrow", of: (340, 732))
        }
    }

    /// A stage for each window, and one before each.
    private static func report(_ windows: [TimelineDrawing.Window]) -> Report {
        let count = windows.count
        var stages: [Report.Stage] = []
        var marks: [Report.Mark] = []
        var end = 0.0
        for window in windows {
            stages.append(Report.Stage(name: .connected, from: end, to: window.from))
            end = window.to + 0.01
            stages.append(Report.Stage(name: .faulted, from: window.from, to: end))
            marks += [
                Report.Mark(at: window.from, state: .leaked),
                Report.Mark(at: (window.from + window.to) / 2, state: .held),
                Report.Mark(at: window.to, state: .leaked),
            ]
        }
        stages.append(Report.Stage(name: .recovered, from: end, to: 101))
        let titles = ["New flows", "Open flows", "DNS look-ups", "Guests", "Other programs"]
        return Report(
            tool: Samples.tool, run: Samples.run, required: [], tunnel: nil,
            capture: Report.Capture(
                file: Samples.file, sha256: nil, linkType: 1, received: 1, dropped: 0,
                interfaces: []),
            coverage: Report.Coverage(gaps: []), controls: [], stages: stages, checks: [],
            findings: [], leaked: nil,
            timeline: Report.Timeline(
                from: 0, to: 101,
                lanes: titles.map { title in
                    Report.Lane(
                        id: "x", title: title, subtitle: OutsideText("20 a second, 8 kinds"),
                        marks: marks)
                }, event: (OutsideText("exit-not-forwarding"), windows[count - 1].to)),
            traffic: [], limits: [], performance: nil, policy: Report.Policy())
    }

    private struct Box {
        let text: String
        let x, y: ClosedRange<Double>
    }

    /// Demands that no text of a picture leaves it, and that none lies over another.
    private static func demandRoom(
        in page: String, style: String, of size: (width: Double, height: Double)
    ) throws {
        let start = try #require(page.range(of: "<svg class=\"\(style)\""))
        let end = try #require(page[start.lowerBound...].range(of: "</svg>"))
        let boxes = page[start.lowerBound..<end.lowerBound].matches(
            of:
                /<text(?: class="([^"]*)")? x="([^"]*)" y="([^"]*)"(?: text-anchor="([a-z]*)")?(?: font-size="([^"]*)")?>([^<]*)</
        ).compactMap { match -> Box? in
            guard let x = Double(match.2), let y = Double(match.3), !match.6.isEmpty else {
                return nil
            }
            let size = match.5.flatMap { Double($0) } ?? 13
            let face: SVG.Face =
                match.1?.contains("tm") == true
                ? .mono : match.1?.contains("tb") == true ? .bold : .plain
            let text = String(match.6)
            let width = SVG.width(of: text, size: size, face)
            let left = match.4 == "middle" ? x - width / 2 : match.4 == "end" ? x - width : x
            return Box(
                text: text, x: left...left + width, y: (y - size * 0.76)...(y + size * 0.2))
        }
        #expect(boxes.count > 10)
        for (index, box) in boxes.enumerated() {
            // Positions have one decimal.
            let isInside =
                box.x.lowerBound > -0.2 && box.x.upperBound < size.width + 0.2
                && box.y.lowerBound >= 0 && box.y.upperBound <= size.height
            #expect(isInside, "\(box)")
            let met = boxes.dropFirst(index + 1).first {
                box.x.overlaps($0.x) && box.y.overlaps($0.y)
            }
            #expect(met == nil, "\(box)")
        }
    }
}
