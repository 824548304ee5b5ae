internal import Evidence
internal import Foundation
internal import Lab
internal import Testing

/// `watertight drill` in the lab: what leaves under each fault behind each kill switch.
///
/// A sample of the cells, each watched for two seconds; with `DRILL=all` in the environment all of them, for
/// 15 seconds or as long as `WATCH` says.
@Suite(
    .sideBySide,
    .enabled(if: TestLab.hindrance == nil, Comment(rawValue: TestLab.hindrance ?? "")))
struct DrillMatrixTests {
    private static let isWhole = ProcessInfo.processInfo.environment["DRILL"] == "all"
    private static let watch =
        ProcessInfo.processInfo.environment["WATCH"] ?? (isWhole ? "15s" : "2s")
    /// Fewest cells of the sample.
    private static let fewest = 30

    static let matrix: DrillMatrix? = {
        do {
            return try DrillMatrix.read()
        } catch {
            Issue.record(error)
            return nil
        }
    }()
    static let runs = matrix?.runs(all: isWhole) ?? []

    @Test func theMatrixNamesEveryFaultAndEveryShape() throws {
        let matrix = try #require(DrillMatrixTests.matrix)
        #expect(matrix.strangers(among: FaultID.allCases.map(\.rawValue)).isEmpty)
        for runs in [matrix.runs(all: true), matrix.runs(all: false)] {
            let faults = Set(runs.flatMap(\.faults))
            #expect(faults == Set(FaultID.allCases.map(\.rawValue)))
            #expect(Set(runs.map(\.shape)) == Set(KillSwitch.allCases.map(\.rawValue)))
        }
        #expect(
            matrix.runs(all: false).map(\.faults.count).reduce(0, +) >= DrillMatrixTests.fewest)
    }

    @Test(arguments: runs)
    func exactlyWhatTheMatrixSaysLeaves(_ run: DrillMatrix.Run) async throws {
        let (drill, strays) = try await aside {
            let lab = try TestLab("drill", run.flags)
            let router = try RouterWatch(lab)
            let drill = try Drilled(lab, run, watch: DrillMatrixTests.watch)
            return (drill, try router.strays())
        }
        try #require(Set(run.faults).isSubset(of: drill.faults.keys), "\(drill.said)")
        for (fault, found) in drill.faults {
            let cell = try #require(run.cells[fault], "\(fault)")
            #expect(found.isProven, "\(fault): \(found.proof)")
            #expect(found.recovery != nil, "\(fault)")
            #expect(found.leaves.isSuperset(of: cell.leaves), "\(fault): \(found.leaves)")
            #expect(found.leaves.isSubset(of: cell.leaves.union(cell.may)), "\(fault)")
            if let held = cell.held, !found.leaves.contains("new") {
                #expect(found.held == [held], "\(fault)")
            }
            let seen = Set(
                strays.filter { found.at <= $0.at && $0.at <= found.until }.map(\.kind))
            let (must, may) = (cell.atRouter, cell.atRouterAtMost)
            #expect(seen.isSuperset(of: must), "\(fault), by the home router: \(seen)")
            #expect(seen.isSubset(of: may), "\(fault), by the home router: \(seen)")
        }
        expectVerdicts(of: drill, under: run)
    }

    /// Red is what the matrix says, and whatever held passes.
    private func expectVerdicts(of drill: Drilled, under run: DrillMatrix.Run) {
        let cells = run.cells.filter { drill.faults.keys.contains($0.key) }
        let red = Set(
            drill.checks.filter { id, verdict in
                verdict == "fail" && (id.hasPrefix("killswitch.") || id == "leak.forwarded")
            }.keys)
        let must = Set(cells.flatMap { run.red($0.key, $0.value.leaves) })
        // Single packets of new flows have the source that they had in the tunnel: a check of its own.
        let may = run.mayFail.union(
            cells.flatMap { run.red($0.key, $0.value.may.subtracting(["new"])) })
        #expect(red.isSuperset(of: must), "\(red.sorted()), and not \(must.sorted())")
        let wrong = red.subtracting(must.union(may)).sorted()
        #expect(wrong.isEmpty, "\(wrong.map { "\($0): \(drill.facts[$0] ?? "")" })")
        // What is exempt, and what comes back, is a question to all faults together.
        for check in Set(cells.keys.compactMap { run.checks[$0] })
        where !must.union(may).contains(check) && check != "killswitch.dns-exempt" {
            #expect(drill.checks[check] == "pass", "\(check): \(drill.facts[check] ?? "")")
        }
        let recovery = "killswitch.recovery"
        if !run.mayFail.contains(recovery) {
            // One fault more comes only where one took the interface, and what never blocked cannot be disarmed.
            let taken = cells.filter { FaultID(rawValue: $0.key)?.takesInterface ?? false }.values
            let isOpen = taken.contains { $0.leaves.contains("new") }
            let mayBeOpen = isOpen || taken.contains { $0.may.contains("new") }
            let verdicts: Set<String> =
                taken.isEmpty
                ? ["inconclusive"]
                : Set((isOpen ? [] : ["pass"]) + (mayBeOpen ? ["notApplicable"] : []))
            let verdict = drill.checks[recovery] ?? ""
            #expect(verdicts.contains(verdict), "\(verdict): \(drill.facts[recovery] ?? "")")
        }
        // Before the tunnel most checks have nothing to see.
        let isTested = !run.isAtStart && cells.values.contains { $0.held == "firewall" }
        let hasFailed = drill.checks.values.contains("fail")
        #expect(drill.code == (hasFailed ? 1 : isTested ? 0 : 3))
    }
}
