internal import Evidence
internal import Foundation
internal import Gather
internal import Glibc
internal import Testing

@testable internal import Probes

/// A sender gets a processor when it needs one.
@Suite(.enabled(if: geteuid() == 0, "only root may be served first"))
struct TrafficPostTests {
    /// How the kernel serves a thread that took a post of a plan with so many canaries a second in each of 36
    /// cells.
    private func policy(at rate: Int) async throws -> Int32 {
        let cell = try DrillScene.cell(.new, .udp, by: .root)
        let plan = try DrillScene.plan(Array(repeating: cell, count: 36), rate: rate)
        return await withCheckedContinuation { continuation in
            Thread {
                let code = TrafficPost(plan, .root, guest: nil).enter()
                continuation.resume(returning: code == 0 ? sched_getscheduler(0) : -1)
            }.start()
        }
    }

    @Test func whoSendsLittleIsServedBeforeOrdinaryPrograms() async throws {
        #expect(try await policy(at: 20) == SCHED_RR)
        #expect(try await policy(at: 50) == SCHED_RR)
    }

    @Test func whoSendsALotTakesNoProcessorFromTheTunnel() async throws {
        #expect(try await policy(at: 100) == SCHED_OTHER)
        #expect(try await policy(at: 1_000) == SCHED_OTHER)
    }
}
