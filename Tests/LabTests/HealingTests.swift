internal import Foundation
internal import Testing

/// Clients in the lab that see to their tunnel themselves, while they are drilled.
@Suite(
    .sideBySide,
    .enabled(if: TestLab.hindrance == nil, Comment(rawValue: TestLab.hindrance ?? "")))
struct HealingTests {
    /// Sets the tunnel up again, three tenths of a second after it went down.
    private static let healing = """
        table=$(ip -4 route show table all default dev "$1" | grep -o 'table [0-9]*')
        echo ready
        while :; do
            if [ -z "$(ip link show dev "$1" up)" ]; then
                sleep 0.3
                ip link set dev "$1" up && ip -4 route replace default dev "$1" $table
            fi
            sleep 0.05
        done
        """

    /// Takes the rules that block away once the tunnel is back and has carried something.
    private static let disarming = """
        echo ready
        while ip link show dev "$1"; do sleep 0.05; done
        until wg show "$1" latest-handshakes | grep -q '[1-9][0-9]*$'; do sleep 0.05; done
        nft delete table inet killswitch
        """

    /// Starts a shell script in the client that is told the tunnel's interface.
    private func start(_ script: String, in lab: TestLab) throws -> Started {
        let tunnel = try #require(try lab.manifest.tunnel_interfaces.last)
        let run = try lab.start("client", ["sh", "-c", script, "sh", tunnel])
        try run.until { try run.said.contains("ready") }
        return run
    }

    /// The lab blocks the entry at its router, and a machine of its own at its uplink.
    @Test(arguments: [true, false])
    func aTunnelThatHealsAtOnceIsDrilledAgainWithItsEntryBlocked(_ knowsLab: Bool) throws {
        let lab = try TestLab("heals", ["--killswitch", "strict"])
        let client = try start(HealingTests.healing, in: lab)
        let drill = try Drilled(lab, ["interface-down"], knowsLab: knowsLab)
        try client.kill()
        let said = drill.said
        #expect(drill.turns.map(\.isTooShort) == [true, false, false], "\(said)")
        #expect(drill.turns.map(\.isEntryBlocked) == [false, true, true], "\(said)")
        #expect(drill.turns.map(\.isAfterRecovery) == [false, false, true], "\(said)")
        #expect(drill.turns.map(\.isProven) == [true, true, true], "\(said)")
        #expect(drill.checks["killswitch.interface-down"] == "pass", "\(said)")
        #expect(said.contains("interface-down once more, with the entry blocked, watched for 2 s"))
    }

    @Test func aKillSwitchThatIsGoneBehindTheRecoveryIsFound() throws {
        let lab = try TestLab("gone", ["--killswitch", "strict"])
        let client = try start(HealingTests.disarming, in: lab)
        let drill = try Drilled(lab, ["interface-deleted"])
        #expect(try client.end() == 0)
        #expect(drill.turns.map(\.isAfterRecovery) == [false, true], "\(drill.said)")
        #expect(drill.turns.map { !$0.leaves.isEmpty } == [false, true], "\(drill.said)")
        #expect(drill.checks["killswitch.recovery"] == "fail", "\(drill.said)")
        #expect(drill.said.contains("The kill switch was gone once the tunnel was back"))
        // It held while it was there.
        #expect(drill.checks["killswitch.interface-down"] == "pass", "\(drill.said)")
        #expect(drill.code == 1)
    }
}
