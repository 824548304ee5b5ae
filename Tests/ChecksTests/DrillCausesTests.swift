internal import Audit
internal import Checks
internal import Evidence
internal import Testing

/// What left under a fault is charged to the check of the fault, and not only to that of its protocol.
@Suite struct DrillCausesTests {
    /// Checks that say which protocol left, and no more.
    private static let general: Set<CheckID> = [
        "leak.ipv4-direct", "leak.ipv6-native", "leak.udp-bypass",
    ]

    @Test(
        arguments: TestRecording.leaks.filter { $0.id == "killswitch.interface-down" })
    func theFaultIsTheCause(_ test: TestRecording) throws {
        let scene = Case(test.recording, Policy(), checks: Catalogue.checks)
        let drill = try #require(test.recording.drill)
        let causes = Set(drill.strays.compactMap { scene.causes[$0.stratum] })
        #expect(causes.contains("killswitch.interface-down"), "\(causes)")
        #expect(causes.isDisjoint(with: Self.general), "\(causes)")
        // Without a drill the same frames are only what they are.
        var recording = test.recording
        recording.drill = nil
        let bare = Case(recording, Policy(), checks: Catalogue.checks)
        #expect(!Set(bare.causes.values).isDisjoint(with: Self.general))
    }
}
