internal import Evidence
internal import Testing
internal import Wire

@testable internal import Audit

/// What a report says of the nodes of a tunnel comes from the recording, and from nothing else.
struct HopsTests {
    private static func hops(_ change: (inout Recording) -> Void) throws -> [Report.Hop] {
        let test = try #require(
            TestRecording.all.first { $0.description == "killswitch.established/clean" })
        var recording = test.recording
        change(&recording)
        let scene = Case(recording, Policy(), checks: [])
        return RunFacts(scene: scene, judgements: [], unasked: []).tunnel.hops
    }

    @Test func tunnelsInsideTheFirstAreFurtherNodes() throws {
        let hops = try Self.hops { recording in
            recording.host?.hops = (0..<3).map { depth in
                HostFacts.Hop(
                    interface: "wg\(depth)", depth: UInt8(depth),
                    address: IPAddress(v4: 0xc633_6400 + UInt32(depth)), port: 51_820)
            }
        }
        #expect(hops.map(\.role) == ["entry", "relay", "exit"])
        #expect(hops.map(\.address) == ["203.0.113.10", "198.51.100.1", "198.51.100.2"])
    }

    @Test func oneTunnelHasNoFurtherNode() throws {
        let one = HostFacts.Hop(interface: "wg0", depth: 0)
        #expect(try Self.hops { $0.host?.hops = [one] }.map(\.role) == ["entry"])
        #expect(try Self.hops { $0.host?.hops = [] }.map(\.role) == ["entry"])
        #expect(try Self.hops { $0.host = nil }.map(\.role) == ["entry"])
    }
}
