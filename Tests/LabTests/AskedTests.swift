internal import Audit
internal import Checks
internal import Foundation
internal import Lab
internal import Testing

/// Each fault that only shows when somebody asks is found by `watertight check`, and by its own checks.
@Suite(
    .serialized, .sideBySide,
    .enabled(if: TestLab.hindrance == nil, Comment(rawValue: TestLab.hindrance ?? "")))
struct AskedTests {
    private static let asked = (Leak.all + Leak.unseen).filter { !$0.asked.isEmpty }

    private static let targets = [
        "203.0.113.80", "2001:db8:113::80", "203.0.113.78", "2001:db8:113::78",
    ].flatMap { ["--target", $0] }
    private static let endpoints = ["--endpoints", "self=203.0.113.53,zone=leak.test"]

    /// Judges the checks of a leak, and of others of its kind, in a lab.
    private func judged(_ lab: TestLab, _ leak: Leak, _ checks: [String]) throws -> Judged {
        let file = FileManager.default.temporaryDirectory
            .appending(path: "watertight-asked-\(UInt64.random(in: 0 ... .max)).json").path
        defer { do { try FileManager.default.removeItem(atPath: file) } catch {} }
        // A browser is not asked in a quick run.
        let pace = leak.asked.contains("webrtc.host-candidates") ? [] : ["--quick"]
        // Endpoints are not asked by way of a proxy.
        let others = leak.flags.contains("--proxy") ? [] : AskedTests.endpoints
        let run = try lab.start(
            "client",
            [
                Started.executable, "check", "--zone", "leak.test", "--only",
                checks.joined(separator: ","), "-o", file,
            ] + AskedTests.targets + others + pace + leak.flags)
        let code = try run.end()
        let said = try run.said
        try #require([0, 1, 3].contains(code), "\(said)")
        return try Judged(file)
    }

    @Test(arguments: Unpacked.possible(asked))
    func whatIsAskedForIsFound(_ id: String) throws {
        let leak = try #require(Leak.named(id))
        let lab = try TestLab("asked", ["--leak", id])
        let checks = leak.asked + leak.reds.filter { !leak.asked.contains($0) }
        #expect(try judged(lab, leak, checks).failed == Set(checks))
    }

    @Test func whereNothingLeaksTheSameChecksFindNothing() throws {
        let lab = try TestLab("unasked", ["--killswitch", "strict", "--hops", "2"])
        let leaks = AskedTests.asked.filter { !$0.flags.contains("--proxy") }
        let plain = try #require(leaks.first { $0.asked == ["webrtc.host-candidates"] })
        let checks = Set(leaks.flatMap { $0.asked + $0.reds }).sorted()
        #expect(try judged(lab, plain, checks).failed == [])
    }

    @Test func everyCheckThatAsksHasALeak() {
        let asked = Set(AskedTests.asked.flatMap(\.asked))
        // Those of the kill switch are for drills, which the matrix has.
        let checks = Catalogue.checks.filter { $0.isLiveOnly && $0.id.area != "killswitch" }
            .map(\.id.name)
        #expect(checks.filter { !asked.contains($0) } == [])
        #expect(asked.isSubset(of: Set(Catalogue.checks.map(\.id.name))))
    }
}
