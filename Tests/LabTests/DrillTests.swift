internal import Foundation
internal import Testing
internal import Yams

/// `watertight drill` in the lab: what leaves under each fault behind each kill switch.
@Suite(
    .sideBySide,
    .enabled(if: TestLab.hindrance == nil, Comment(rawValue: TestLab.hindrance ?? "")))
struct DrillTests {
    /// What must leave in one cell of the matrix, and what holds the rest.
    struct Cell {
        let leaves: Set<String>
        let may: Set<String>
        let held: String?
    }

    /// A row of the matrix.
    struct Shape: CustomTestStringConvertible, Sendable {
        let name: String
        let red: Set<String>
        let faults: [String: Cell]
        var testDescription: String { name }
    }

    static let shapes: [Shape] = {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Drill/matrix.yaml")
        do {
            let text = try String(contentsOf: file, encoding: .utf8)
            let rows = try Yams.load(yaml: text) as? [String: [String: Any]] ?? [:]
            return rows.sorted { $0.key < $1.key }.map { name, row in
                Shape(
                    name: name, red: Set(row["red"] as? [String] ?? []),
                    faults: row.filter { $0.key != "red" }.mapValues { cell in
                        let cell = cell as? [String: Any] ?? [:]
                        return Cell(
                            leaves: Set(cell["leaves"] as? [String] ?? []),
                            may: Set(cell["may"] as? [String] ?? []),
                            held: cell["held"] as? String)
                    })
            }
        } catch {
            Issue.record(error)
            return []
        }
    }()

    @Test func theMatrixHasThirtyCells() {
        #expect(DrillTests.shapes.map(\.faults.count).reduce(0, +) >= 30)
    }

    @Test(arguments: shapes)
    func exactlyWhatTheMatrixSaysLeaves(_ shape: Shape) throws {
        let lab = try TestLab("drill", ["--killswitch", shape.name])
        let router = try RouterWatch(lab)
        let drill = try Drilled(lab, shape.faults.keys.sorted())
        let strays = try router.strays()
        for (fault, cell) in shape.faults {
            let found = try #require(drill.faults[fault], "\(fault): \(drill.said)")
            #expect(found.isProven, "\(fault): \(found.proof)")
            #expect(found.leaves.subtracting(cell.may) == cell.leaves, "\(fault)")
            if let held = cell.held { #expect(found.held.contains(held), "\(fault)") }
            #expect(found.recovery != nil, "\(fault)")
            // The router is no part of the drill.
            let seen = strays.contains { found.at <= $0 && $0 <= found.until }
            if cell.may.isEmpty || !cell.leaves.isEmpty {
                #expect(seen == !cell.leaves.isEmpty, "\(fault), by the home router")
            }
        }
        let red = drill.checks.filter { $0.value == "fail" && $0.key.hasPrefix("killswitch.") }
        #expect(Set(red.keys) == shape.red)
        // What never blocked cannot be disarmed.
        #expect(
            drill.checks["killswitch.recovery"] == (shape.name == "none" ? "notApplicable" : "pass")
        )
        #expect(drill.code == 1)
    }

    @Test func aStrictKillSwitchIsSealedAndTheMachineIsWhole() throws {
        let lab = try TestLab("whole", ["--killswitch", "strict"])
        let before = try Ground.settled(lab)
        let drill = try Drilled(lab, ["client-sigkill", "interface-deleted"])
        #expect(drill.code == 0, "\(drill.said)")
        #expect(try Ground.text(of: lab) == before)
    }

    @Test func aTunnelThatHeldByItselfProvesNoKillSwitch() throws {
        let lab = try TestLab("held", ["--killswitch", "strict"])
        let drill = try Drilled(lab, ["entry-silent"])
        #expect(drill.code == 3, "\(drill.said)")
        #expect(drill.said.contains("The kill switch was not exercised"))
    }

    @Test func aDrillThatIsKilledIsPutBackByItsChild() throws {
        let lab = try TestLab("killed", ["--killswitch", "strict"])
        let before = try Ground.settled(lab)
        let run = try Drilled.start(lab, ["interface-deleted"], watch: "60s")
        try run.until { try run.said.contains("watched for 60 s") }
        #expect(try Ground.text(of: lab) != before)
        try run.kill()
        let end = Date.now + 20
        while try Ground.text(of: lab) != before, Date.now < end { usleep(50_000) }
        #expect(try Ground.text(of: lab) == before)
    }

    @Test func nobodyIsCutOffWithoutBeingAsked() throws {
        let lab = try TestLab("asked")
        let run = try lab.start(
            "client", [Started.executable, "drill", "--target", "203.0.113.80"])
        #expect(try run.end() == 2)
        #expect(try run.said.contains("nobody has agreed"))
    }

    @Test func whatOnlyTheLabCanDoIsRefusedOutsideIt() throws {
        let lab = try TestLab("outside")
        let run = try lab.start(
            "client",
            [
                "env", "-u", "WATERTIGHT_LAB", Started.executable, "drill", "--yes", "--faults",
                "exit-silent", "--target", "203.0.113.80", "--zone", "leak.test",
            ])
        #expect(try run.end() == 2)
        #expect(try run.said.contains("exit-silent needs the lab"))
    }
}
