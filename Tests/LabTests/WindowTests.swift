internal import Evidence
internal import Foundation
internal import Testing

/// The open window of a drill is that which the responder and the sender's own log tell of.
@Suite(
    .alone,
    .enabled(if: TestLab.hindrance == nil, Comment(rawValue: TestLab.hindrance ?? "")))
struct WindowTests {
    /// How far they may be apart, in seconds.
    private static let tolerance = 0.005
    /// What the outside takes for the client's address, where it sends past the tunnel.
    private static let outside = "198.51.100.2"
    /// Canaries a second in each cell: two of new flows lie closer together than the tolerance.
    private static let rate = "200"

    /// A canary by its cell and its number.
    private struct Name: Hashable {
        let cell, number: Int

        init(cell: Int, number: Int) { (self.cell, self.number) = (cell, number) }

        /// From `dCELL.NUMBER`.
        init?(_ id: Substring) {
            let parts = id.dropFirst().split(separator: ".").compactMap { Int($0) }
            guard id.hasPrefix("d"), parts.count == 2 else { return nil }
            self.init(cell: parts[0], number: parts[1])
        }
    }

    /// The responder's log of a run, as one may ask for it.
    private struct Log: Decodable {
        let rows: [Row]

        struct Row: Decodable {
            let id: String?
            let address: String
        }
    }

    /// What a capture at the responder's machine shows of the canaries that came past the tunnel.
    private struct Arrivals {
        /// When each came, by the kernel's clock.
        var times: [Name: Double] = [:]
        /// The run that they name.
        var run: Substring?

        /// Reads what tcpdump printed: a line with the time and the interface, then what the packet holds.
        init(_ text: String) {
            var time = 0.0
            for line in text.split(separator: "\n") {
                let words = line.split(separator: " ")
                if line.contains(" In  IP "), let word = words.first {
                    time = Double(word) ?? 0
                } else if let mark = words.firstIndex(where: { $0.hasSuffix("WTCANARY") }),
                    words.count > mark + 2, let name = Name(words[mark + 2])
                {
                    run = words[mark + 1]
                    times[name] = times[name] ?? time
                }
            }
        }
    }

    @Test(arguments: ["client-sigkill", "interface-deleted"])
    func theOpenWindowIsThatOfTheResponderAndOfTheSender(_ fault: String) throws {
        let lab = try TestLab("window")
        let tap = try lab.start(
            "srv",
            [
                "tcpdump", "-i", "any", "-Q", "in", "-n", "-tt", "-A", "--immediate-mode", "-l",
                "src host \(WindowTests.outside) and udp dst port 4000",
            ])
        try tap.until { try tap.said.contains("listening on") }
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "watertight-window-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        let drill = try lab.start(
            "client",
            [
                "env", "WATERTIGHT_LAB=\(lab.name)", Started.executable, "drill", "--yes",
                "--target", "203.0.113.80", "--zone", "leak.test", "--browser", "none",
                "--faults", fault, "--watch", "2s", "--rate", WindowTests.rate,
                "-o", folder.path + "/run/", "-o", folder.path + "/report.json",
            ])
        let outcome = try drill.outcome()
        #expect(outcome.code == 1, "\(outcome.said)")
        try tap.interrupt()

        let window = try WindowTests.window(of: folder.path + "/report.json")
        var arrivals = Arrivals(try tap.said)
        let run = try #require(arrivals.run)
        let asked = try lab.run("auth", "curl", "-s", "http://203.0.113.80/run/\(run)")
        let log = try JSONDecoder().decode(Log.self, from: Data(asked.said.utf8))
        let sealed = try RecordingFolder(folder.path + "/run")
        let drilled = try #require(
            try sealed.recording(under: Allowance(outer: sealed.outer)).drill)
        // Behind the recovery the fault comes once more, which is another window.
        let until = drilled.faults.dropFirst().first.map { Double($0.from) / 1e9 } ?? .infinity
        arrivals.times = arrivals.times.filter { $0.value < until }
        // The responder says which canaries came past the tunnel, and the sender when it sent them.
        let leaked = Set(
            log.rows.filter { $0.address == WindowTests.outside }
                .compactMap { $0.id.flatMap { Name($0[...]) } })
        let attempts = WindowTests.datagrams(of: drilled).filter { $0.value < until }
        let sent = attempts.filter { leaked.contains($0.key) }.map(\.value)
        let (first, last) = (try #require(sent.min()), try #require(sent.max()))
        #expect(sent.count > 100 && window.packets >= sent.count)
        // Datagrams alone: a connection may end before its canary is read.
        let isKnown = leaked.isSuperset(of: arrivals.times.keys)
        #expect(isKnown && arrivals.times.count > 100)
        // It is no shorter than what left, ...
        let (begins, ends) = (
            window.first - WindowTests.tolerance, window.last + WindowTests.tolerance
        )
        for time in sent + Array(arrivals.times.values) { #expect(begins < time && time < ends) }
        // ... and no longer: datagrams before and behind it did not leave; something else may have between.
        let held = attempts.filter { !leaked.contains($0.key) }.map(\.value)
        let before = try #require(held.filter { $0 < first }.max())
        let behind = try #require(held.filter { $0 > last }.min())
        #expect(window.first > before - WindowTests.tolerance)
        #expect(window.last < behind + WindowTests.tolerance)
    }

    /// When the tunnel was open, as the report says it, in seconds since the UNIX epoch.
    private static func window(
        of file: String
    ) throws -> (first: Double, last: Double, packets: Int) {
        let report = try JSONDecoder().decode(
            Report.self, from: Data(contentsOf: URL(fileURLWithPath: file)))
        let fault = try #require(report.drill.faults.first)
        let window = try #require(fault.open_window)
        let first = try Moment.seconds(fault.happened_at) + window.after_s
        return (first, first + window.length_s, window.packet_count)
    }

    private struct Report: Decodable {
        let drill: Drill

        struct Drill: Decodable { let faults: [Fault] }
        struct Fault: Decodable {
            let happened_at: String
            let open_window: Window?
        }
        struct Window: Decodable {
            let after_s, length_s: Double
            let packet_count: Int
        }
    }

    /// When each canary of a new flow was sent that is one datagram, by the sender's own log: a connection may
    /// begin outside and never get its canary there.
    private static func datagrams(of drill: Drill) -> [Name: Double] {
        var times: [Name: Double] = [:]
        for attempt in drill.attempts {
            let cell = drill.cells[attempt.cell]
            guard cell.kind == .new, cell.carrier == .udp else { continue }
            times[Name(cell: attempt.cell, number: attempt.number)] = Double(attempt.at) / 1e9
        }
        return times
    }
}
