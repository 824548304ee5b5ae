internal import Audit
internal import Checks
internal import Evidence
internal import Foundation
internal import Gather
internal import Glibc
internal import Host
internal import Namespaces
internal import Testing
internal import Wire

@testable internal import Capture

extension TapTests {
    /// A run whose ring is too small for what comes seals no claim.
    @Suite struct StarvedRunTests {
        @Test func nothingPassesInARunThatLostFrames() async throws {
            let wiring = try await Wiring()
            let folder = FileManager.default.temporaryDirectory
                .appending(path: "watertight-starved-\(UUID().uuidString)").path
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let index = try #require(
                try await wiring.network.machine.links().first { $0.name.raw == "eth0" }?.index)
            let played = try await wiring.network.namespace.run { () throws(HostError) in
                Result { () throws(GatherError) in
                    try StarvedRunTests.session(in: folder, index).run()
                }
            }
            try played.get()
            let sealed = try RecordingFolder(folder)
            let recording = try sealed.recording(under: Allowance(outer: sealed.outer))
            let gap = try #require(recording.coverage.gaps.first { $0.code == "capture.dropped" })
            #expect(gap.breaks == .tap)
            let checks = Catalogue.checks(for: recording).filter { $0.needs.contains(.tap) }
            #expect(!checks.isEmpty)
            for judgement in audit(recording, with: checks, under: Policy()) {
                if case .pass = judgement.verdict { Issue.record("\(judgement.check.id)") }
            }
        }

        /// A run with a real tap and a real heartbeat, whose probes are a burst.
        private static func session(in folder: String, _ index: UInt32) -> Session {
            Session(
                Session.Plan(
                    tool: "0", folder: folder,
                    interfaces: [
                        Session.Interface(
                            index: index, name: "eth0", role: .underlay, carriesHeartbeat: true)
                    ], outer: [OuterFlow("192.0.2.2:9,udp")].compactMap { $0 }, through: [],
                    past: []),
                in: Seats(
                    sensor: { descriptor throws(GatherError) in
                        // One block, which the kernel cannot fill while it is read.
                        try LiveCapture(
                            to: descriptor, tool: "0", interfaces: [(index, "eth0")], ends: [],
                            settings: LiveCapture.Settings(ringSize: 1 << 17))
                    },
                    heartbeat: { indexes throws(GatherError) in try TapHeartbeat(on: indexes) },
                    probe: { _ in
                        _ = Wiring.send(20_000, of: 1400, to: Wiring.far.v4, port: 9)
                        return []
                    }, machine: { HostFacts() }))
        }
    }
}
