internal import Foundation
internal import Testing

/// A kill switch that opens for a moment is found open.
@Suite(
    .serialized,
    .enabled(if: TestLab.hindrance == nil, Comment(rawValue: TestLab.hindrance ?? "")))
struct OpeningTests {
    /// How often it opens.
    private static let openings = 5

    @Test func anOpeningOfFiveMillisecondsIsFound() throws {
        let lab = try TestLab("moment", ["--killswitch", "strict"])
        let nft = { (words: String) in
            let run = try lab.run("client", "nft", words)
            try #require(run.code == 0, "\(run.said)")
        }
        // What is in the set may leave; the kernel takes it out again by itself.
        try nft("add set inet killswitch moment { type inet_proto; flags timeout; }")
        try nft("insert rule inet killswitch output meta l4proto @moment accept")
        let router = try RouterWatch(lab)
        let file = FileManager.default.temporaryDirectory
            .appending(path: "watertight-moment-\(UUID().uuidString).json").path
        defer { try? FileManager.default.removeItem(atPath: file) }
        let drill = try lab.start(
            "client",
            [
                "env", "WATERTIGHT_LAB=\(lab.name)", Started.executable, "drill", "--yes",
                "--target", "203.0.113.80", "--zone", "leak.test", "--browser", "none",
                "--faults", "interface-deleted", "--watch", "8s", "--rate", "1000", "-o", file,
            ])
        try drill.until { try drill.said.contains("watched for 8 s") }
        for _ in 0..<OpeningTests.openings {
            try nft(
                "add element inet killswitch moment { tcp timeout 5ms, udp timeout 5ms }")
            usleep(500_000)
        }
        let outcome = try drill.outcome()
        #expect(outcome.code == 1, "\(outcome.said)")
        let found = try OpeningTests.moments(OpeningTests.leaks(file))
        let seen = OpeningTests.moments(try router.strays().map(\.at.timeIntervalSince1970))
        // The router is no part of the drill.
        // On a machine that is very busy nobody may have sent anything in one of the five.
        #expect(!seen.isEmpty && seen.count <= OpeningTests.openings)
        #expect(found.count == seen.count, "\(found) \(seen)")
        #expect(zip(found, seen).allSatisfy { abs($0 - $1) < 0.005 })
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

        struct Drill: Decodable { let faults: [Fault] }
        struct Fault: Decodable {
            let happened_at: String
            let leaks_after_s: [Double]?
        }
    }

    /// When each packet left, as the report says it, in seconds since the UNIX epoch.
    private static func leaks(_ file: String) throws -> [Double] {
        let report = try JSONDecoder().decode(
            Report.self, from: Data(contentsOf: URL(fileURLWithPath: file)))
        let fault = try #require(report.drill.faults.first)
        let at = try Moment.seconds(fault.happened_at)
        return (fault.leaks_after_s ?? []).map { at + $0 }
    }
}
