internal import Foundation
internal import Testing

/// Several recordings of one kind of run: the worst counts, and disagreement is told.
struct RepeatTests {
    /// Seals recordings with so many stray frames each, and gives their folders.
    private func recordings(_ strays: [Int], in folder: TemporaryFolder) throws -> [String] {
        try strays.enumerated().map { index, count in
            let scene = try Scene(strays: count)
            try scene.write(scene.outside.pcap())
            let name = folder.path("run-\(index + 1)")
            let run = try Run(
                ["analyze", "eth0.pcap", "-qq", "-o", name + "/"] + Scene.outer + Scene.host
                    + Scene.tunnel, in: scene.folder.root)
            #expect(run.exitCode == (count == 0 ? 0 : 1), "\(run.errors)")
            return name
        }
    }

    @Test func theWorstRunCounts() throws {
        let folder = try TemporaryFolder()
        let names = try recordings([0, 2, 5, 0], in: folder)
        let run = try Run(["analyze"] + names + ["-o", "a.json"], in: folder.root)
        #expect(run.exitCode == 1)
        #expect(run.output.contains("4 runs disagree: 2 SEALED, 2 LEAK"), "\(run.output)")
        #expect(run.output.contains("the report is that of run 3, the worst"))
        #expect(run.output.contains("LEAK in 2, Sealed in 2; median 1 packets, 0 to 5"))
        let written = try Data(contentsOf: URL(fileURLWithPath: folder.path("a.json")))
        let report = try JSONDecoder().decode(DecodedReport.self, from: written)
        #expect(report.finding("leak.ipv4-direct")?.packet_count == 5)
    }

    @Test func agreementIsToldToo() throws {
        let folder = try TemporaryFolder()
        let run = try Run(["analyze"] + recordings([0, 0], in: folder), in: folder.root)
        #expect(run.exitCode == 0)
        #expect(run.output.contains("All 2 runs agree; the report is that of run 1, the worst."))
    }

    @Test func outputStaysOneDocument() throws {
        let folder = try TemporaryFolder()
        let names = try recordings([1, 0], in: folder)
        let run = try Run(["analyze", "-f", "json"] + names, in: folder.root)
        #expect(try run.report.verdict == "fail")
        #expect(run.errors.contains("2 runs disagree"))
        let quiet = try Run(["analyze", "-q"] + names, in: folder.root)
        #expect(quiet.output.hasPrefix("LEAK ") && !quiet.output.contains("disagree"))
    }

    @Test func aRunThatCannotBeReadIsWorseThanSealedAndMilderThanALeak() throws {
        let folder = try TemporaryFolder()
        let names = try recordings([0, 1], in: folder)
        try folder.write("{}", as: "run-1/manifest.json")
        #expect(try Run(["analyze"] + names, in: folder.root).exitCode == 1)
        let other = try TemporaryFolder()
        let others = try recordings([0, 0], in: other)
        defer { withExtendedLifetime(other) {} }
        let run = try Run(["analyze", names[0]] + others, in: folder.root)
        #expect(run.exitCode == 4)
        #expect(run.errors.hasPrefix("error: "))
    }

    @Test func capturesAreNoRepeats() throws {
        let folder = try TemporaryFolder()
        let run = try Run(["analyze", "a.pcap", "b.pcap"] + Scene.outer, in: folder.root)
        #expect(run.exitCode == 2)
    }
}
