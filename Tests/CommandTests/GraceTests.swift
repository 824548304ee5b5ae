internal import Foundation
internal import Testing

/// `--grace`, of a drill that was recorded.
struct GraceTests {
    private static let leak = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent()
        .appending(path: "Recordings/killswitch.interface-down/leak").path

    /// Two seconds and a half, under a fault that is watched as long.
    @Test(arguments: [("5s", 3), ("1m", 3), ("2s", 1), ("100ms", 1), ("0s", 1)])
    func whatLeavesWithinItIsNoLeak(_ grace: String, _ code: Int32) throws {
        let run = try Run(["analyze", GraceTests.leak, "--grace", grace], in: "/")
        #expect(run.exitCode == code, "\(run.output)")
        #expect(run.output.contains("packets left in"), "\(run.output)")
        #expect(run.output.contains("within the grace of") == (code == 3))
    }

    @Test(arguments: ["-1s", "1", "s", "2h", "61m", "1.5s", "ms", "99999999999999999999s"])
    func whatIsNoTimeIsRefused(_ grace: String) throws {
        for command in [["analyze", GraceTests.leak], ["drill"]] {
            let run = try Run(command + ["--grace=\(grace)"], in: "/")
            #expect(run.exitCode == 2, "\(run.errors)")
        }
    }
}
