internal import Foundation
internal import Testing

/// A kill switch that opens for a moment is found open.
@Suite(
    .alone,
    .enabled(if: TestLab.hindrance == nil, Comment(rawValue: TestLab.hindrance ?? "")))
struct OpeningTests {
    /// How often it opens.
    private static let openings = 5

    /// How long it is open at least, in seconds; a transaction of nft takes less than a millisecond more.
    private static let length = 0.005

    @Test func everyOpeningOfFiveMillisecondsIsFound() throws {
        let lab = try TestLab("moment", ["--killswitch", "strict"])
        let nft = { (words: String) in
            let run = try lab.run("client", "nft", words)
            try #require(run.code == 0, "\(run.said)")
        }
        // What is in the set may leave.
        try nft("add set inet killswitch moment { type inet_proto; }")
        try nft("insert rule inet killswitch output meta l4proto @moment accept")
        let firewall = try Firewall(lab)
        let router = try RouterWatch(lab)
        let file = FileManager.default.temporaryDirectory
            .appending(path: "watertight-moment-\(UUID().uuidString)").path
        defer {
            for path in [file, file + ".json"] { try? FileManager.default.removeItem(atPath: path) }
        }
        let drill = try lab.start(
            "client",
            [
                "env", "WATERTIGHT_LAB=\(lab.name)", Started.executable, "drill", "--yes",
                "--target", "203.0.113.80", "--zone", "leak.test", "--browser", "none",
                "--faults", "interface-deleted", "--watch", "8s", "--rate", "1000",
                "-o", file + ".json", "-o", file + "/",
            ])
        try drill.until { try drill.said.contains("watched for 8 s") }
        var openings: [(maybe: ClosedRange<Double>, surely: ClosedRange<Double>)] = []
        for _ in 0..<OpeningTests.openings {
            let before = Date().timeIntervalSince1970
            try firewall.change("add")
            let open = Date().timeIntervalSince1970
            usleep(UInt32(OpeningTests.length * 1_000_000))
            let closing = Date().timeIntervalSince1970
            try firewall.change("delete")
            openings.append(
                (before...Date().timeIntervalSince1970, open...max(open, closing)))
            usleep(500_000)
        }
        let outcome = try drill.outcome()
        #expect(outcome.code == 1, "\(outcome.said)")
        let report = try OpeningTests.report(file + ".json")
        #expect(report.drill.rate_reached == 1000)
        let found = OpeningTests.moments(try report.leaks)
        let seen = OpeningTests.moments(try router.strays().map(\.at.timeIntervalSince1970))
        // The router is no part of the drill.
        #expect(found.count == seen.count, "\(found) \(seen)")
        #expect(zip(found, seen).allSatisfy { abs($0 - $1) < 0.005 })
        let sent = try OpeningTests.sent(file)
        for opening in openings where !found.contains(where: opening.maybe.contains) {
            let isTried = sent.contains(where: opening.surely.contains)
            #expect(!isTried, "\(opening)")
            if !isTried { print("in an opening this machine was too busy to send anything") }
        }
        #expect(!found.isEmpty && found.count <= OpeningTests.openings)
    }

    /// When each opening began: what lies further apart than an opening is long is of two.
    private static func moments(_ times: [Double]) -> [Double] {
        var moments: [Double] = []
        var last = -Double.infinity
        for time in times.sorted() {
            if time - last > 0.1 { moments.append(time) }
            last = time
        }
        return moments
    }

    private struct Report: Decodable {
        let drill: Drill

        struct Drill: Decodable {
            let rate_reached: Int
            let faults: [Fault]
        }
        struct Fault: Decodable {
            let happened_at: String
            let leaks_after_s: [Double]?
        }

        /// When each packet left, in seconds since the UNIX epoch.
        var leaks: [Double] {
            get throws {
                guard let fault = drill.faults.first else { return [] }
                let at = try Moment.seconds(fault.happened_at)
                return (fault.leaks_after_s ?? []).map { at + $0 }
            }
        }
    }

    private static func report(_ file: String) throws -> Report {
        try JSONDecoder().decode(Report.self, from: Data(contentsOf: URL(fileURLWithPath: file)))
    }

    /// A row of the sender's log.
    private struct Row: Decodable {
        let at: String
        let after: [UInt64]
        let ports: [UInt16]
    }

    /// When canaries of new flows and look-ups were sent, in seconds since the UNIX epoch: each has a port of
    /// its own. Open flows have lost their source, and the port of the system's resolver nobody knows.
    private static func sent(_ folder: String) throws -> [Double] {
        let text = try String(contentsOfFile: folder + "/attempts.jsonl", encoding: .utf8)
        var times: [Double] = []
        for line in text.split(separator: "\n") {
            let row = try JSONDecoder().decode(Row.self, from: Data(line.utf8))
            guard Set(row.ports).count > 1, let start = Double(row.at) else { continue }
            var passed: UInt64 = 0
            for step in row.after {
                passed += step
                times.append(start + Double(passed) / 1e9)
            }
        }
        return times.sorted()
    }
}

/// nft in the client of a lab, which does what it is told at once: to start it takes longer than an opening.
private final class Firewall {
    private let process = Process()
    private let (words, answers) = (Pipe(), Pipe())

    init(_ lab: TestLab) throws {
        process.executableURL = URL(fileURLWithPath: Started.executable)
        process.arguments =
            ["lab", "exec", "--name", lab.name, "client", "--", "stdbuf", "-oL", "nft", "-i"]
        process.standardInput = words
        process.standardOutput = answers
        try process.run()
    }

    deinit {
        do { try words.fileHandleForWriting.close() } catch { Issue.record(error) }
        process.waitUntilExit()
    }

    /// Lets TCP and UDP out, or not any more; returns once it holds.
    func change(_ verb: String) throws {
        let line = "\(verb) element inet killswitch moment { tcp, udp }\n"
        try words.fileHandleForWriting.write(
            contentsOf: Data((line + "list set inet killswitch moment\n").utf8))
        var said = ""
        while !said.contains("}\n}") {
            let part = answers.fileHandleForReading.availableData
            guard !part.isEmpty else { throw Started.Fault(text: said) }
            said += String(decoding: part, as: UTF8.self)
        }
        guard said.contains("elements") == (verb == "add") else { throw Started.Fault(text: said) }
    }
}
